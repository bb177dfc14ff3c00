import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Where the API runs while the console is developed; in production both are one origin. */
const API = process.env['API_URL'] ?? 'http://127.0.0.1:3000';

export default defineConfig({
  plugins: [react()],
  // The libs are built from their sources, so the console never ships a stale copy of the contract.
  resolve: { conditions: ['@jifen/source', 'module', 'browser', 'development|production'] },
  server: { port: 5173, proxy: { '/api': API } },
  build: {
    target: 'es2023',
    sourcemap: false,
    chunkSizeWarningLimit: 900,
    rolldownOptions: {
      output: {
        // class-transformer's decorators need reflect-metadata to have run, which main.tsx imports first.
        strictExecutionOrder: true,
        codeSplitting: {
          groups: [
            { name: 'react', test: /node_modules\/(react|react-dom|react-router|scheduler)\// },
            {
              name: 'contracts',
              test: /node_modules\/(class-validator|class-transformer|validator)\/|libs\/contracts\//,
            },
          ],
        },
      },
    },
  },
});
