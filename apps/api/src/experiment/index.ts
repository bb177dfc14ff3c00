export { ExperimentModule } from './experiment.module.js';
export { Experiments } from './experiments.js';
