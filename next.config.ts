import { readFileSync } from "node:fs"
import { join } from "node:path"
import type { NextConfig } from "next"
import { LARGEST_BODY } from "./lib/request-body"

const securityHeaders = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "Referrer-Policy", value: "same-origin" },
  { key: "X-Frame-Options", value: "DENY" },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
  { key: "Cross-Origin-Resource-Policy", value: "same-origin" },
  { key: "Permissions-Policy", value: "camera=(), microphone=(), geolocation=(), browsing-topics=()" },
]

export default {
  output: "standalone",
  // A lock file somewhere above this folder would move the whole output.
  outputFileTracingRoot: import.meta.dirname,
  turbopack: { root: import.meta.dirname },
  // Types are checked by `npm run check`, tests included; a start does not wait for it.
  typescript: { ignoreBuildErrors: true },
  poweredByHeader: false,
  // We have no pictures, so there is nothing to resize: the address of Next's resizer is none of ours.
  images: { unoptimized: true },
  outputFileTracingIncludes: {
    // One page's is everybody's: the pages share the folder that is served from.
    "/admin/documents": [
      "./drizzle/migrations/**",
      "./samples/**",
      "./lib/server/documents/worker/**",
      ...packagesOfReader(),
    ],
  },
  headers: async () => [{ source: "/:path*", headers: securityHeaders }],
  experimental: {
    // A build is made once for each version: writing down what the next one could reuse took a quarter of its time.
    turbopackFileSystemCacheForBuild: false,
    // The proxy keeps a little more, so that it is refused as too large and not cut to something unreadable.
    serverActions: { bodySizeLimit: LARGEST_BODY },
    proxyClientMaxBodySize: "1700kb",
  },
  serverExternalPackages: [
    "postgres",
    "pino",
    "gpt-tokenizer",
    "fasttext.wasm.js",
    "prom-client",
    "@opentelemetry/api",
    "@opentelemetry/context-async-hooks",
    "@opentelemetry/exporter-trace-otlp-http",
    "@opentelemetry/resources",
    "@opentelemetry/sdk-trace",
  ],
} satisfies NextConfig

/**
 * The process that reads files is started by its path, and the model of languages is opened as a file: a build does not
 * see what they are made of.
 */
function packagesOfReader(): string[] {
  const names = new Set([
    "@mozilla/readability",
    "csv-parse",
    "fasttext.wasm.js",
    "linkedom",
    "mammoth",
    "turndown",
    "unpdf",
    "yauzl",
  ])
  const lock: Lock = JSON.parse(readFileSync(join(import.meta.dirname, "package-lock.json"), "utf8"))
  const described = Object.entries(lock.packages)
  for (const name of names) {
    const folders = described.filter(([path]) => `${path}/`.startsWith(`node_modules/${name}/`))
    for (const [, { dependencies = {} }] of folders)
      for (const needed of Object.keys(dependencies)) names.add(needed)
  }
  return [...names].map((name) => `./node_modules/${name}/**`)
}

type Lock = { packages: Record<string, { dependencies?: Record<string, string> }> }
