export * from './access.js';
export * from './accounts.js';
export * from './admin.js';
export * from './errors.js';
export * from './events.js';
export * from './identity.js';
export * from './problem.js';
export * from './schema.js';
