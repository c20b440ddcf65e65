import { once } from "node:events"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { text } from "node:stream/consumers"

type Value = { stringValue?: string; intValue?: number; boolValue?: boolean }
type Attribute = { key: string; value: Value }

/** A span as OTLP/HTTP carries it. */
export type SentSpan = {
  name: string
  traceId: string
  spanId: string
  parentSpanId?: string
  attributes: Attribute[]
  events?: { name: string; attributes: Attribute[] }[]
  status: { code?: number; message?: string }
}

export type Collector = {
  /** What OTEL_EXPORTER_OTLP_ENDPOINT is to be. */
  url: string
  /** Every body sent so far, as it came. */
  bodies: string[]
  spans: () => SentSpan[]
  close: () => Promise<void>
}

/** Takes traces on a loopback port, and keeps them. */
export async function startCollector(): Promise<Collector> {
  const bodies: string[] = []
  const server = createServer(async (request, response) => {
    bodies.push(await text(request))
    response.writeHead(200, { "Content-Type": "application/json" }).end("{}")
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bodies,
    spans: () => bodies.flatMap(spansOf),
    close: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, "close")
    },
  }
}

function spansOf(body: string): SentSpan[] {
  type Sent = { resourceSpans: { scopeSpans: { spans: SentSpan[] }[] }[] }
  const { resourceSpans } = JSON.parse(body) as Sent
  return resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans))
}
