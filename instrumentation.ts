import type { Instrumentation } from "next"

/** Runs once before the first request is answered: a process that must not serve ends here, with one line. */
export async function register() {
  if (process.env.NEXT_RUNTIME === "nodejs") {
    if (process.env.NODE_ENV === "production") {
      const { quietConsole } = await import("./lib/server/telemetry/log")
      quietConsole()
    }
    const { notePeers } = await import("./lib/server/http/client-ip")
    notePeers()
    const { nameRequests } = await import("./lib/server/telemetry/request-id")
    nameRequests()
    const { standBeforeNext } = await import("./lib/server/http/gate")
    standBeforeNext(process.env.NODE_ENV !== "production")
    const { boot } = await import("./lib/server/boot")
    await boot()
  }
}

/** An error that was not caught: its kind, and where it happened as the pattern of the address. */
export const onRequestError: Instrumentation.onRequestError = async (error, _, { routePath, routeType }) => {
  if (process.env.NEXT_RUNTIME === "nodejs") {
    const { logFailure } = await import("./lib/server/telemetry/log")
    logFailure(error, { route: routePath, kind: routeType }, "request failed")
  }
}
