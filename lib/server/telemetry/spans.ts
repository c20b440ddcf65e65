import "server-only"
import { type Attributes, SpanStatusCode, trace } from "@opentelemetry/api"

/** The name under which our own spans are made. */
export const TRACER = "alcove"

/**
 * Does the work within a span of the trace, when traces are collected at all. An error is recorded by its class and goes
 * on; what it says may quote a visitor.
 */
export function inSpan<T>(name: string, work: () => Promise<T>): Promise<T> {
  return trace.getTracer(TRACER).startActiveSpan(name, async (span) => {
    try {
      return await work()
    } catch (error) {
      span.setAttribute("error.type", error instanceof Error ? error.name : typeof error)
      span.setStatus({ code: SpanStatusCode.ERROR })
      throw error
    } finally {
      span.end()
    }
  })
}

/** Says something about the span in which this runs. Attributes that `tracing.ts` does not know are not sent. */
export function describeSpan(attributes: Attributes): void {
  trace.getActiveSpan()?.setAttributes(attributes)
}
