export { check, complaints } from '../basics/check.ts';
