/**
 * The environment for an npm that works on another folder than the one whose script runs now.
 * Settings of the machine (registry, certificates, header folder) stay; what npm says about the
 * running script goes, because npm would take this project for the folder to install into.
 */
export function outsideNpm(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(
      ([name]) =>
        !/^(INIT_CWD|npm_(lifecycle|package|command)\w*|npm_config_(local_prefix|ignore_scripts))$/.test(
          name,
        ),
    ),
  );
}
