import path from 'node:path';
import { projectRoot } from '../lib/paths';

/** The list of Debian packages that installing and opening an editor takes. */
export const editorPackages = path.join(projectRoot, 'test', 'editors', 'packages.txt');
