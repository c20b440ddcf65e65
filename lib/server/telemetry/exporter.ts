import "server-only"
import { type Attributes, type Context, context, trace } from "@opentelemetry/api"
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks"
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http"
import { resourceFromAttributes } from "@opentelemetry/resources"
import { BatchSpanProcessor, type ReadableSpan, type Span, TracerProvider } from "@opentelemetry/sdk-trace"
import { currentRequest } from "./request-id"
import { TRACER } from "./spans"

/**
 * Sends the spans of Next and our own to `OTEL_EXPORTER_OTLP_ENDPOINT`, without whatever could say something about a
 * visitor. Before the first request, once a process; loaded only when it is wanted. Gives the function that sends what
 * is left.
 */
export function startTracing(): () => Promise<void> {
  const exporter = new OTLPTraceExporter()
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ "service.name": "alcove" }),
    spanProcessors: [new DiscreetProcessor({ exporter, scheduledDelayMillis: COLLECT })],
  })
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  trace.setGlobalTracerProvider(provider)
  return () => provider.shutdown().catch(() => {})
}

/** Milliseconds a span waits for others to be sent with it: what a shutdown may cost, as no request waits for us then. */
const COLLECT = 1_000

/** Spans of Next worth sending, and their names; its own names hold whole addresses. */
const NAMES: Record<string, (attributes: Attributes) => string> = {
  "BaseServer.handleRequest": (attributes) => `${attributes["http.method"]} ${routeOf(attributes)}`,
  "AppRender.getBodyResult": (attributes) => `render ${routeOf(attributes)}`,
  "AppRouteRouteHandlers.runHandler": (attributes) => `handle ${routeOf(attributes)}`,
}

/** What may be known of a span. Everything else (addresses, what errors say, whatever a library adds) stays here. */
const KNOWN = new Set([
  "alcove.cleanup.rows",
  "alcove.reply.failure",
  "alcove.reply.first_token_ms",
  "alcove.reply.status",
  "alcove.request",
  "error.type",
  "gen_ai.request.model",
  "gen_ai.usage.input_tokens",
  "gen_ai.usage.output_tokens",
  "http.method",
  "http.route",
  "http.status_code",
])

class DiscreetProcessor extends BatchSpanProcessor {
  override onStart(span: Span, parent: Context): void {
    const request = currentRequest()
    if (request) span.setAttribute("alcove.request", request)
    super.onStart(span, parent)
  }

  override onEnd(span: ReadableSpan): void {
    const name = nameOf(span)
    if (name) super.onEnd(discreet(span, name))
  }
}

/** Undefined for spans that are not sent. */
function nameOf({ name, attributes, instrumentationScope }: ReadableSpan): string | undefined {
  if (instrumentationScope.name === TRACER) return name
  // Next goes through its proxy first, and begins the same request once more.
  if (attributes["next.bubble"]) return undefined
  return NAMES[String(attributes["next.span_type"])]?.(attributes)
}

/** The pattern of the address, where there is one. */
function routeOf(attributes: Attributes) {
  return attributes["next.route"] ?? "elsewhere"
}

function discreet(span: ReadableSpan, name: string): ReadableSpan {
  const known = Object.entries(span.attributes).filter(([key]) => KNOWN.has(key))
  const { kind, parentSpanContext, startTime, endTime, duration, ended, resource, instrumentationScope } =
    span
  return {
    name,
    spanContext: () => span.spanContext(),
    attributes: Object.fromEntries(known),
    status: { code: span.status.code },
    events: [],
    links: [],
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
    ...{ kind, parentSpanContext, startTime, endTime, duration, ended, resource, instrumentationScope },
  }
}
