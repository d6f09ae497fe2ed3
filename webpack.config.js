'use strict';
const { mkdirSync, readFileSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const { BannerPlugin, optimize } = require('webpack');
const CopyPlugin = require('copy-webpack-plugin');
const { cutFont, cutStyle } = require('./scripts/lib/codicons.js');
const { withoutExports } = require('./scripts/lib/wasm-cut.js');

const out = path.resolve(__dirname, 'dist');
const codicons = require.resolve('@vscode/codicons/dist/codicon.css');
/** What names the icons of the webviews. */
const iconUsers = ['src/panel', 'src/features'].map((it) => path.resolve(__dirname, it));

/** Writes down whose code is in the bundles: `npm run package` packs their licences. */
class BundledPackages {
  apply(/** @type {import('webpack').Compiler} */ compiler) {
    compiler.hooks.done.tap('BundledPackages', ({ compilation }) => {
      const files = [...compilation.modules].flatMap((module) => {
        const inner = /** @type {{ modules?: Iterable<typeof module> }} */ (module).modules;
        return [...(inner ?? [module])].map((each) => each.nameForCondition() ?? '');
      });
      const copied = compilation.getAssets().map(({ info }) => info.sourceFilename ?? '');
      const packages = [...files, ...copied].flatMap(
        (file) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? [],
      );
      const folder = path.resolve(__dirname, '.cache', 'bundled');
      mkdirSync(folder, { recursive: true });
      writeFileSync(
        path.join(folder, `${compiler.options.name}.json`),
        JSON.stringify([...new Set(packages)].sort()),
      );
    });
  }
}

/**
 * Constants of a module are written where they are used: V8 looks each of them up in the module's
 * scope otherwise, a tenth of a dense log's time. Terser renames no `#members`, esbuild does: 2.7 kB
 * of the package.
 * @param {string} target what esbuild may emit
 * @param {string} mode
 */
const typescript = (target, mode) => ({
  rules: [
    {
      test: /\.ts$/,
      loader: 'esbuild-loader',
      options: { target, minifySyntax: true, minifyIdentifiers: mode === 'production' },
    },
    {
      test: /[\\/]late\.ts$/,
      enforce: 'post',
      loader: require.resolve('./scripts/lib/late-module.js'),
    },
    {
      test: /[\\/]data[\\/](?:ioctls|syscalls)\.json$/,
      type: 'javascript/auto',
      loader: require.resolve('./scripts/lib/late-json.js'),
    },
  ],
});

/**
 * web-tree-sitter's ES module, of which only what is used is packed. What a browser or a worker of one
 * would do goes, and so do scripts inside a grammar (`eval`: nothing around it can be renamed). Its own
 * address, which would be the build machine's, serves only to ask for a file, and it is given bytes.
 */
const treeSitter = {
  test: /[\\/]web-tree-sitter\.js$/,
  use: [
    {
      loader: 'esbuild-loader',
      options: {
        target: 'node20',
        minifySyntax: true,
        define: {
          'import.meta.url': '"file:///web-tree-sitter.js"',
          window: 'undefined',
          WorkerGlobalScope: 'undefined',
          eval: 'undefined',
        },
      },
    },
    path.resolve(__dirname, 'scripts/lib/nameless.js'),
  ],
};

/** What of its wasm is for those of its parts that nothing here uses: a quarter of it. */
const UNUSED_WASM = /^ts_(?:query|lookahead_iterator)_/;

/** The thread of the command line: what it needs is a chunk of its own, so that it loads no more. */
const THREAD = 'log-thread';

/** The editor's way in, which loads all else itself: it shares no chunk. */
const START = 'start';

/** The extension's: what it needs is loaded as soon as a folder is opened. */
const ENTRY = 'extension';

/** The command line's: it is loaded for every command, with the whole of each chunk that holds a part of it. */
const CLI = 'cli';

const POLICY = /[\\/](?:core[\\/](?:policy|plan|compare|findings)|jsonc-parser)[\\/]/;

/**
 * Whether a module is loaded with an entry.
 * @param {string} entry its name
 * @param {import('webpack').Module} module
 * @param {import('webpack').ChunkGraph} chunkGraph
 */
const isOf = (entry, module, chunkGraph) =>
  [...chunkGraph.getModuleChunksIterable(module)].some(({ name }) => name === entry);

/** The extension and the command line: they share one chunk of tables and parser. */
const node = (/** @type {string} */ mode) => ({
  name: 'node',
  target: 'node20',
  mode,
  devtool: mode === 'production' ? false : 'source-map',
  entry: {
    [START]: './src/start.ts',
    [ENTRY]: './src/extension.ts',
    cli: './src/cli/main.ts',
    [THREAD]: './src/cli/log-thread.ts',
  },
  output: {
    path: out,
    filename: '[name].js',
    library: { type: 'commonjs2' },
    // Chunks of older builds; what the other bundle makes stays.
    clean: { keep: /^(panel\.js|codicon\.)/ },
  },
  externals: { vscode: 'commonjs vscode' },
  resolve: {
    extensions: ['.ts', '.js'],
    conditionNames: ['require', 'node'],
    alias: {
      // As ES modules only what is used of them is packed.
      'web-tree-sitter$': path.resolve(
        path.dirname(require.resolve('web-tree-sitter')),
        'web-tree-sitter.js',
      ),
      diff$: path.resolve(path.dirname(require.resolve('diff')), '../libesm/index.js'),
      // Core gives it the texts: what reads them from files is not packed.
      '@vscode/l10n$': path.resolve(path.dirname(require.resolve('@vscode/l10n')), 'browser.js'),
    },
  },
  module: { rules: [...typescript('node20', mode).rules, treeSitter] },
  optimization: {
    // By entry, fewer modules become one: a hundredth of the package.
    usedExports: 'global',
    splitChunks: {
      chunks: ({ name }) => name !== START,
      minSize: 0,
      cacheGroups: {
        default: false,
        defaultVendors: false,
        shared: { name: 'shared', minChunks: 2 },
        // Policies and what is planned on them: half of all code, which most windows and several
        // commands never need.
        policy: {
          name: 'policy',
          minChunks: 2,
          priority: 2,
          test: (
            /** @type {import('webpack').Module} */ module,
            /** @type {{ chunkGraph: import('webpack').ChunkGraph }} */ { chunkGraph },
          ) =>
            POLICY.test(module.nameForCondition() ?? '') &&
            !isOf(ENTRY, module, chunkGraph) &&
            !isOf(CLI, module, chunkGraph),
        },
        // What else the extension needs only later, and the command line too.
        later: {
          name: 'later',
          minChunks: 2,
          priority: 1,
          chunks: ({ name }) => name !== START && name !== THREAD,
          test: (
            /** @type {import('webpack').Module} */ module,
            /** @type {{ chunkGraph: import('webpack').ChunkGraph }} */ { chunkGraph },
          ) => !isOf(ENTRY, module, chunkGraph),
        },
        // What the extension needs at its start is not loaded with all of the decoders.
        decoder: {
          name: 'decoder',
          minChunks: 2,
          priority: 3,
          test: (
            /** @type {import('webpack').Module} */ module,
            /** @type {{ chunkGraph: import('webpack').ChunkGraph }} */ { chunkGraph },
          ) => isOf(THREAD, module, chunkGraph) && !isOf(ENTRY, module, chunkGraph),
        },
      },
    },
  },
  plugins: [
    // Of the chunks that a click or a look loads, the smallest share one.
    new optimize.MinChunkSizePlugin({ minChunkSize: 5000 }),
    new BannerPlugin({ banner: '#!/usr/bin/env node', raw: true, include: /^cli\.js$/ }),
    new CopyPlugin({
      patterns: [
        {
          from: require.resolve('web-tree-sitter/web-tree-sitter.wasm'),
          transform: (wasm) => withoutExports(wasm, UNUSED_WASM),
        },
        require.resolve('tree-sitter-rust/tree-sitter-rust.wasm'),
      ],
    }),
    new BundledPackages(),
  ],
  performance: { hints: false },
});

/** The decoder panel's script, for the webview. */
const panel = (/** @type {string} */ mode) => ({
  name: 'panel',
  target: 'web',
  mode,
  devtool: false,
  entry: { panel: './src/panel/main.ts' },
  output: { path: out, filename: '[name].js' },
  resolve: { extensions: ['.ts', '.js'] },
  module: typescript('es2022', mode),
  plugins: [
    new CopyPlugin({
      patterns: [
        { from: codicons, transform: (css) => cutStyle(css.toString(), iconUsers) },
        {
          from: require.resolve('@vscode/codicons/dist/codicon.ttf'),
          transform: (font) => cutFont(font, readFileSync(codicons, 'utf8'), iconUsers),
        },
      ],
    }),
    new BundledPackages(),
  ],
  performance: { hints: false },
});

module.exports = (/** @type {unknown} */ _env, /** @type {{ mode?: string }} */ argv) => {
  const mode = argv.mode ?? 'production';
  return [node(mode), panel(mode)];
};
