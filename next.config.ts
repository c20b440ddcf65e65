import type { NextConfig } from "next"

export default {
  output: "standalone",
  poweredByHeader: false,
  // gzip makes token streams larger and holds them back; a reverse proxy compresses what is static.
  compress: true,
  outputFileTracingIncludes: { "/**": ["./drizzle/migrations/**"] },
  serverExternalPackages: ["postgres", "pino"],
} satisfies NextConfig
