// Measures, in a real browser, the longest task while texts made to be slow are drawn as Markdown.
// Usage: node tests/bench/markdown.browser.mjs [part of a text's name]
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { createServer } from "node:http"
import { tmpdir } from "node:os"
import { extname, join } from "node:path"
import { chromium } from "@playwright/test"
import { build } from "esbuild"

/** @type {Record<string, string>} */
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css" }
const HTML = `<!doctype html><meta charset="utf-8"><link rel="stylesheet" href="markdown.page.css">
<style>body{max-width:44rem;margin:auto;font:17px/1.6 sans-serif}.whitespace-pre-wrap{white-space:pre-wrap}
:root{--color-ink:#222;--color-ink-soft:#555;--color-line:#ddd;--color-surface-2:#f6f6f4;--color-accent:#0b57d0}</style>
<script type="module" src="markdown.page.js"></script>`

const folder = await bundle()
const server = await serve(folder)
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM_PATH })
const page = await browser.newPage()
await page.goto(`${address(server)}/index.html`)
await page.waitForSelector(".hljs-keyword, .code-block")
const figures = []
const wanted = (await page.evaluate(() => globalThis.names)).filter((name) =>
  name.includes(process.argv[2] ?? ""),
)
for (const name of wanted) {
  figures.push(await measure(name, "whole"), await measure(name, "growing"))
  if (name.startsWith("ordinary")) figures.push(await measure(name, "50 messages"))
}
console.table(figures.sort((a, b) => b.longest - a.longest))
console.log(JSON.stringify({ longestMs: figures[0]?.longest, texts: wanted.length }))
await browser.close()
server.close()
await rm(folder, { recursive: true })

/** @param {string} name @param {"whole" | "growing" | "50 messages"} how */
function measure(name, how) {
  return page.evaluate((asked) => globalThis.measure(asked.name, asked.how), { name, how })
}

/** @param {import("node:http").Server} server */
function address(server) {
  const bound = server.address()
  return `http://127.0.0.1:${typeof bound === "object" ? bound?.port : bound}`
}

async function bundle() {
  const outdir = await mkdtemp(join(tmpdir(), "markdown-"))
  await build({
    loader: { ".woff2": "file" },
    entryPoints: ["tests/bench/markdown.page.tsx"],
    outdir,
    bundle: true,
    splitting: true,
    minify: true,
    format: "esm",
    jsx: "automatic",
    define: { "process.env.NODE_ENV": '"production"' },
    logLevel: "warning",
  })
  await writeFile(join(outdir, "index.html"), HTML)
  return outdir
}

/** @param {string} folder @returns {Promise<import("node:http").Server>} */
function serve(folder) {
  const server = createServer(async (request, response) => {
    const name = new URL(request.url ?? "/", "http://127.0.0.1").pathname.slice(1)
    const body = await readFile(join(folder, name)).catch(() => undefined)
    response.writeHead(body ? 200 : 404, { "content-type": TYPES[extname(name)] ?? "text/plain" })
    response.end(body)
  })
  return new Promise((listening) => server.listen(0, "127.0.0.1", () => listening(server)))
}
