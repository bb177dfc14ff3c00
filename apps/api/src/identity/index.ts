export { Actors } from './actors.js';
export { ApiClients } from './api-clients.js';
export { Audit, type AuditEntry } from './audit.js';
export { IdentityModule } from './identity.module.js';
export { IdentitySeed, type SeedCredentials, type SeedOperator } from './identity-seed.js';
export { Operators } from './operators.js';
