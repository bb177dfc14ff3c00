import fastifyHelmet from '@fastify/helmet';
import fastify from 'fastify';

/**
 * The security headers of every answer. Helmet works them out, once: they are the same for each request, and Helmet
 * would build the content security policy anew every time.
 */
export async function securityHeaders(): Promise<Record<string, string>> {
  const probe = fastify();
  await probe.register(fastifyHelmet, OPTIONS);
  probe.get('/', () => '');
  const { headers } = await probe.inject('/');
  await probe.close();
  const ownOfFastify = new Set(['content-type', 'content-length', 'date', 'connection']);
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => !ownOfFastify.has(name))
      .map(([name, value]) => [name, String(value)]),
  );
}

const OPTIONS = {
  contentSecurityPolicy: {
    directives: {
      defaultSrc: ["'self'"],
      // Ant Design writes its styles at run time; the API document's page carries a small inline script.
      styleSrc: ["'self'", "'unsafe-inline'"],
      scriptSrc: ["'self'", "'unsafe-inline'"],
      imgSrc: ["'self'", 'data:'],
      upgradeInsecureRequests: null,
    },
  },
  strictTransportSecurity: false,
};
