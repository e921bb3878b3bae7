/** Runs the steps of one request in QuickJS: a WebAssembly machine that was given no host function but `print`. */
import baseVariant from '@jitl/quickjs-wasmfile-release-sync';
import { newQuickJSWASMModuleFromVariant, shouldInterruptAfterDeadline } from 'quickjs-emscripten-core';

/** How `console.log` shows values, written in the language itself; strings within objects are quoted as Node does. */
const shower = String.raw`
(() => {
  const print = globalThis.__print__, tell = globalThis.__tell__;
  delete globalThis.__print__; delete globalThis.__tell__;
  const quoted = (text) => text.includes("'") && !text.includes('"') ? JSON.stringify(text) : "'" + text.replace(/\\/g, '\\\\').replace(/\n/g, '\\n').replace(/'/g, "\\'") + "'";
  const key = (name) => /^[A-Za-z_$][\w$]*$/.test(name) ? name : quoted(name);
  const show = (value, deep, seen) => {
    if (typeof value === 'string') return deep ? quoted(value) : value;
    if (typeof value === 'bigint') return value + 'n';
    if (Object.is(value, -0)) return '-0';
    if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return String(value);
    if (typeof value === 'function') return /^class\b/.test(Function.prototype.toString.call(value)) ? '[class ' + value.name + ']' : value.name ? '[Function: ' + value.name + ']' : '[Function (anonymous)]';
    if (value instanceof Error) return value.name + ': ' + value.message;
    if (value instanceof Date) return value.toISOString();
    if (value instanceof RegExp) return String(value);
    if (seen.includes(value)) return '[Circular *1]';
    const below = [...seen, value];
    if (Array.isArray(value)) return value.length === 0 ? '[]' : '[ ' + value.map((one) => show(one, true, below)).join(', ') + ' ]';
    if (value instanceof Map) return 'Map(' + value.size + ') {' + [...value].map(([k, v]) => ' ' + show(k, true, below) + ' => ' + show(v, true, below)).join(',') + ' }';
    if (value instanceof Set) return 'Set(' + value.size + ') {' + [...value].map((v) => ' ' + show(v, true, below)).join(',') + ' }';
    const name = value.constructor && value.constructor !== Object ? value.constructor.name + ' ' : '';
    const parts = Object.keys(value).map((own) => key(own) + ': ' + show(value[own], true, below));
    return name + (parts.length === 0 ? '{}' : '{ ' + parts.join(', ') + ' }');
  };
  const log = (...values) => print(values.map((value) => show(value, false, [])).join(' ') + '\n');
  globalThis.console = { log, info: log, debug: log, error() {}, warn() {} };
  globalThis.print = log;
  return (value) => value === undefined ? undefined : tell(show(value, true, []) + '\n');
})()`;

const outside =
  /\b(require|import|fetch|XMLHttpRequest|document|window|process|setTimeout|setInterval|prompt|alert|confirm|localStorage|navigator|Deno|Bun|module|exports|async|await|Promise)\b/u;
const varying = /\b(?:Math\.random|Date|performance|toLocale\w*|Intl)\b/u;

/** Without comments and strings. */
function bare(code) {
  return code.replace(/\/\/[^\n]*|\/\*[\s\S]*?\*\/|(["'])(?:\\.|(?!\1)[^\\\n])*\1/gu, ' ');
}

function comesBefore(one, step) {
  if (one.scope === 'session') return true;
  return one.scope === 'aside' && one.group !== undefined && (one.group === step.group || one.group === step.parent);
}

/** @yields JSON of `[index, result]` for each step */
export async function* runJavaScript(request) {
  const quick = await newQuickJSWASMModuleFromVariant(baseVariant);
  let machine = null;
  let missing = null;
  for (const [at, step] of request.steps.entries()) {
    const needs = outside.exec(bare(step.code));
    let result;
    if (step.skip) {
      result = { outcome: 'not-run', why: step.skip };
      missing ??= step.skip;
    } else if (needs) {
      result = { outcome: 'not-run', why: `it uses ${needs[1]}, which the sandbox has not` };
      if (step.scope === 'session') missing = result.why;
    } else {
      if (step.scope === 'session') {
        machine ??= machineOf(quick, request);
        result = machine.run(step.code);
      } else {
        // Code beside the session gets a machine of its own, in which what came before is done again.
        const fresh = machineOf(quick, request);
        for (const one of step.scope === 'program' ? [] : request.steps.slice(0, at))
          if (comesBefore(one, step) && !one.skip && !outside.test(bare(one.code))) fresh.run(one.code);
        result = fresh.run(step.code);
        fresh.close();
      }
      if (result.outcome === 'raised' && result.error.name === 'ReferenceError' && missing && step.scope !== 'program')
        result = { outcome: 'not-run', why: `it leans on code that was not run: ${missing}` };
      if (result.outcome === 'ran') Object.assign(result, varying.test(step.code) ? { comparable: false, why: 'it depends on chance, time or place' } : { comparable: true });
    }
    yield JSON.stringify([at, result]);
  }
  machine?.close();
}

function machineOf(quick, request) {
  const runtime = quick.newRuntime();
  runtime.setMemoryLimit(request.megabytes * 1_000_000);
  runtime.setMaxStackSize(512 * 1024);
  const context = runtime.newContext();
  let written = [];
  let count = 0;
  const give = (name, kind) => {
    const host = context.newFunction(name, (text) => {
      const words = context.getString(text);
      count += words.length;
      if (count > request.output) return { error: context.newError('too much output') };
      written.push({ kind, text: words });
    });
    context.setProp(context.global, name, host);
    host.dispose();
  };
  give('__print__', 'printed');
  give('__tell__', 'last-value');
  const shown = context.unwrapResult(context.evalCode(shower));
  return {
    run(code) {
      written = [];
      count = 0;
      runtime.setInterruptHandler(shouldInterruptAfterDeadline(Date.now() + request.seconds * 800));
      const evaluated = context.evalCode(code, 'sample.js');
      let failed = null;
      if (evaluated.error) {
        failed = context.dump(evaluated.error);
        evaluated.error.dispose();
      } else {
        const told = context.callFunction(shown, context.undefined, evaluated.value);
        (told.error ?? told.value).dispose();
        evaluated.value.dispose();
      }
      if (count > request.output) return { outcome: 'not-run', why: `it writes more than ${request.output} characters` };
      if (failed === null) return { outcome: 'ran', written };
      const name = typeof failed === 'object' && failed?.name ? String(failed.name) : 'Error';
      const message = typeof failed === 'object' && failed?.message ? String(failed.message) : String(failed);
      if (name === 'InternalError' && /interrupted/u.test(message)) return { outcome: 'not-run', why: `it runs longer than ${request.seconds} s` };
      if (name === 'InternalError' && /out of memory/u.test(message)) return { outcome: 'not-run', why: 'it needs more memory than the sandbox gives' };
      if (name === 'SyntaxError') return { outcome: 'not-run', why: 'it is no JavaScript on its own (SyntaxError)' };
      const line = /sample\.js:(\d+)/u.exec(failed?.stack ?? '');
      return { outcome: 'raised', written, error: { name, message: message.slice(0, 300), line: line ? Number(line[1]) : null } };
    },
    close() {
      // A machine that was cut off in the middle may hold values; the process ends soon, so it is left.
      try {
        shown.dispose();
        context.dispose();
        runtime.dispose();
      } catch {
        // Nothing leans on it.
      }
    },
  };
}
