/**
 * Loads a user's TypeScript or JavaScript file in this process: esbuild bundles it with its helpers into a
 * temporary module, which is imported and removed. Needs no tsconfig, no node_modules of the user's own.
 */
import type { BuildFailure, BuildResult, Message, Plugin } from 'esbuild';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, extname, join, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { UserError } from '../basics/errors.ts';
import { messageOf, placeOf, placeText } from './strategy-error.ts';

export interface LoadedModule {
  default: unknown;
  /** Every file of the user's that was bundled, the file itself included. */
  inputs: HashedFile[];
}

export interface HashedFile {
  path: string;
  sha256: string;
}

/** `src/` or `dist/`: wherever this very file runs from. */
const OWN_SOURCES = fileURLToPath(new URL('..', import.meta.url));
const OWN_INDEX = join(OWN_SOURCES, `index${extname(fileURLToPath(import.meta.url))}`);
const PACKAGE_ROOT = resolve(OWN_SOURCES, '..');

export const hashFile = (path: string): HashedFile => ({
  path,
  sha256: createHash('sha256').update(readFileSync(path)).digest('hex'),
});

/**
 * Imports `file` and returns its default export with the hash of everything it was built from.
 * @param kind what a failure is a failure of: the config (exit 2) or the strategy (exit 4).
 */
export async function loadModule(file: string, kind: 'config' | 'strategy'): Promise<LoadedModule> {
  const folder = mkdtempSync(join(tmpdir(), 'margin-replay-'));
  const output = join(folder, `${basename(file, extname(file))}.mjs`);
  try {
    const { outputFiles, metafile } = await bundle(file, output, kind);
    writeFileSync(output, outputFiles[0]!.contents);
    const inputs = Object.keys(metafile.inputs)
      .map(input => resolve(input))
      .filter(path => !path.startsWith(OWN_SOURCES))
      .sort();
    return { default: await importDefault(file, output, kind), inputs: inputs.map(hashFile) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

type Bundle = BuildResult<{ write: false; metafile: true }>;

async function bundle(file: string, output: string, kind: 'config' | 'strategy'): Promise<Bundle> {
  const { build } = await import('esbuild');
  try {
    return await build({
      entryPoints: [file],
      outfile: output,
      bundle: true,
      write: false,
      metafile: true,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      sourcemap: 'inline',
      logLevel: 'silent',
      plugins: [resolveImports],
    });
  } catch (error) {
    const { errors } = error as Partial<BuildFailure>;
    if (!errors) throw error;
    const [first, ...others] = errors.map(describe);
    throw new UserError(kind, `Cannot load the ${kind}: ${first!.headline}`, [
      ...first!.lines,
      ...others.flatMap(other => [other.headline, ...other.lines]),
    ]);
  }
}

async function importDefault(file: string, output: string, kind: 'config' | 'strategy'): Promise<unknown> {
  process.setSourceMapsEnabled(true);
  try {
    return ((await import(pathToFileURL(output).href)) as { default?: unknown }).default;
  } catch (error) {
    const place = placeOf(error);
    const where = place === null ? file : placeText(place);
    throw new UserError(kind, `${where}: the ${kind} failed while being loaded: ${messageOf(error)}`);
  }
}

function describe({ text, location }: Message): { headline: string; lines: string[] } {
  if (!location) return { headline: text, lines: [] };
  const { file, line, column, lineText } = location;
  const indent = ' '.repeat(String(line).length);
  return {
    headline: `${file}:${line}:${column + 1}: ${text}`,
    lines: [`${line} | ${lineText}`, `${indent} | ${' '.repeat(column)}^`],
  };
}

/**
 * `margin-replay` is always this very package, bundled in. A package is looked for from the user's folder,
 * then from ours, and stays outside the bundle so that it is loaded as Node would load it.
 */
const resolveImports: Plugin = {
  name: 'margin-replay-imports',
  setup(build) {
    build.onResolve({ filter: /^margin-replay$/ }, () => ({ path: OWN_INDEX, sideEffects: false }));
    build.onResolve({ filter: /^[^./]/ }, async ({ path, kind, resolveDir, importer, pluginData }) => {
      if (pluginData === resolveImports.name || kind === 'entry-point') return undefined;
      if (isBuiltin(path)) return { path, external: true };
      for (const folder of [resolveDir, PACKAGE_ROOT]) {
        const found = await build.resolve(path, {
          kind,
          importer,
          resolveDir: folder,
          pluginData: resolveImports.name,
        });
        if (found.errors.length === 0) return isPackageCode(found.path) ? external(found.path) : found;
      }
      const text = `cannot find "${path}": install it beside the importing file, or correct the import`;
      return { errors: [{ text }] };
    });
  },
};

const isPackageCode = (path: string): boolean =>
  path.includes(`${sep}node_modules${sep}`) && /\.[cm]?js$/.test(path);

const external = (path: string) => ({ path: pathToFileURL(path).href, external: true });
