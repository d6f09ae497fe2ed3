import path from 'node:path';
import { projectRoot } from '../lib/paths';

/** The list of Debian packages that installing an editor takes. */
export const buildPackages = path.join(projectRoot, 'test', 'editors', 'packages.txt');
