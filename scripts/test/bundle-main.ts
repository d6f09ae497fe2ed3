import { bundleSuite } from './bundle';

/** `npm run build:tests`: for who starts the suite from an editor. */
bundleSuite().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
