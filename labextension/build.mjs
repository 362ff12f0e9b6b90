// Builds the anywidget module and a prebuilt JupyterLab extension into the Python package, with esbuild alone.
//
// A prebuilt extension is a script that registers a container, `window._JUPYTERLAB[name] = {init(scope), get(module)}`;
// JupyterLab's own packages are taken from its share scope when the extension loads, so none is needed here.

import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const ROOT = dirname(fileURLToPath(import.meta.url));
const PACKAGE = join(ROOT, '..', 'sfn_notebook');
const WIDGET = join(PACKAGE, 'widget', 'static');
const EXTENSION = join(PACKAGE, 'labextension');
const { name, version, description, license } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

const OPTIONS = { bundle: true, minify: true, target: 'es2022', charset: 'utf8', legalComments: 'none' };
const SHARED =
  /^(@jupyterlab\/.+|@lumino\/.+|@codemirror\/(state|view|language)|@lezer\/(common|highlight))$/;

/** Leaves what JupyterLab shares out of the bundle; `used` collects the names. */
function fromShareScope(used) {
  return {
    name: 'share-scope',
    setup(bundle) {
      bundle.onResolve({ filter: SHARED }, ({ path }) => ({ path, namespace: 'shared' }));
      bundle.onLoad({ filter: /.*/, namespace: 'shared' }, ({ path }) => {
        used.add(path);
        return { contents: `module.exports = shared[${JSON.stringify(path)}];`, loader: 'js' };
      });
    },
  };
}

async function buildWidget() {
  rmSync(WIDGET, { recursive: true, force: true });
  await build({
    ...OPTIONS,
    entryPoints: { widget: join(ROOT, 'src/widget/widget.ts') },
    format: 'esm',
    outdir: WIDGET,
  });
  await build({
    ...OPTIONS,
    entryPoints: { widget: join(ROOT, 'src/widget/widget.css') },
    outdir: WIDGET,
  });
}

async function bundlePlugins() {
  const used = new Set();
  const result = await build({
    ...OPTIONS,
    entryPoints: [join(ROOT, 'src/lab/plugin.ts')],
    format: 'iife',
    globalName: 'extension',
    write: false,
    plugins: [fromShareScope(used)],
  });
  return { body: result.outputFiles[0].text, used: [...used].sort() };
}

/** The container: it picks the loaded version of each shared package, else the newest one on offer. */
function container({ body, used }) {
  return `(() => {
let scope = {};
const newest = (one, other) => other.localeCompare(one, undefined, { numeric: true });
async function pick(name) {
  const versions = scope[name];
  if (!versions) throw new Error(${JSON.stringify(`${name}: JupyterLab does not share `)} + name);
  const all = Object.keys(versions).sort(newest);
  const version = all.find((one) => versions[one].loaded) ?? all[0];
  return (await versions[version].get())();
}
const containers = (window._JUPYTERLAB ??= {});
containers[${JSON.stringify(name)}] = {
  init(given) { scope = given; return Promise.resolve(); },
  async get(module) {
    if (module !== './extension') throw new Error(${JSON.stringify(`${name} has no module `)} + module);
    const names = ${JSON.stringify(used)};
    const found = await Promise.all(names.map(pick));
    const shared = Object.fromEntries(names.map((one, index) => [one, found[index]]));
${body}
    return () => extension;
  },
};
})();
`;
}

async function buildExtension() {
  const plugins = await bundlePlugins();
  const script = container(plugins);
  const hash = createHash('sha256').update(script).digest('hex').slice(0, 20);
  const load = `static/remoteEntry.${hash}.js`;
  rmSync(EXTENSION, { recursive: true, force: true });
  mkdirSync(join(EXTENSION, 'static'), { recursive: true });
  writeFileSync(join(EXTENSION, load), script);
  const jupyterlab = { extension: true, _build: { load, extension: './extension' } };
  const manifest = { name, version, description, license, jupyterlab };
  writeFileSync(join(EXTENSION, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  return plugins.used;
}

const started = Date.now();
await buildWidget();
const used = await buildExtension();
console.log(
  `built ${name} ${version} in ${Date.now() - started} ms; shared by JupyterLab: ${used.join(', ')}`,
);
