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
    "/**": ["./drizzle/migrations/**", "./node_modules/fasttext.wasm.js/dist/**"],
  },
  headers: async () => [{ source: "/:path*", headers: securityHeaders }],
  experimental: {
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
