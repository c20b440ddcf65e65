import "server-only"
import { Counter, collectDefaultMetrics, Gauge, Histogram, type Metric, Registry } from "prom-client"
import { perProcess } from "../process"

/*
 * What this process has done since it started, for a Prometheus server. Labels have few values and say nothing about a
 * visitor. Each noun defines its metrics where it is; this is what they have in common.
 */

const registry = perProcess("metrics", createRegistry)

/** Every metric in the Prometheus text format. */
export async function listMetrics(): Promise<{ type: string; text: string }> {
  return { type: registry.contentType, text: await registry.metrics() }
}

/** A number that only grows. */
export function counter<L extends string>(name: string, help: string, ...labelNames: L[]): Counter<L> {
  return once(name, () => new Counter({ name, help, labelNames, registers: [registry] }))
}

/** A number that is asked for whenever the metrics are read. */
export function gauge(name: string, help: string, read: () => number | Promise<number>): Gauge {
  return once(name, () => {
    const collect = async () => made.set(await read())
    const made: Gauge = new Gauge({ name, help, registers: [registry], collect })
    return made
  })
}

/** The same for each value of a label. */
export function gaugeBy<L extends string>(
  name: string,
  help: string,
  label: string,
  read: () => Promise<Record<L, number>>,
): Gauge {
  return once(name, () => {
    const collect = async () => {
      for (const [value, count] of Object.entries<number>(await read())) made.set({ [label]: value }, count)
    }
    const made: Gauge = new Gauge({ name, help, labelNames: [label], registers: [registry], collect })
    return made
  })
}

/** Seconds, counted by upper bounds. */
export function histogram(name: string, help: string, buckets: number[]): Histogram {
  return once(name, () => new Histogram({ name, help, buckets, registers: [registry] }))
}

const signIns = counter("alcove_sign_ins_total", "Attempts to sign in as the operator.", "result")

/** Counts an attempt to sign in as the operator. */
export function countSignIn(result: "right" | "wrong" | "throttled"): void {
  signIns.inc({ result })
}

function createRegistry(): Registry {
  const made = new Registry()
  collectDefaultMetrics({ register: made })
  return made
}

/** The metric of this name, made when it is not there yet. */
function once<M extends Metric>(name: string, make: () => M): M {
  return (registry.getSingleMetric(name) as M | undefined) ?? make()
}
