export { type Deployed, type DeployOptions, deploy } from './deploy';
export { fromOutput } from './output';
export { stackEnvironment } from './stack';
