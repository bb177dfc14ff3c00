import 'reflect-metadata';
import { createApp } from './app.js';
import { loadConfig } from './platform/index.js';

const config = loadConfig(process.env);
const app = await createApp(config);
await app.listen({ port: config.port, host: config.host });
