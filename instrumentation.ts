/** Runs once before the first request is answered: a process that must not serve ends here, with one line. */
export async function register() {
  if (process.env.NEXT_RUNTIME === "nodejs") {
    if (process.env.NODE_ENV === "production") {
      const { quietConsole } = await import("./lib/server/log")
      quietConsole()
    }
    const { notePeers } = await import("./lib/server/addresses")
    notePeers()
    const { boot } = await import("./lib/server/boot")
    await boot()
  }
}
