import { once } from "node:events"
import { createServer, type IncomingHttpHeaders, request } from "node:http"

/**
 * A reverse proxy that hands everything on to `target`, with headers as it pleases: what `rewrite` gives is laid over
 * those of the browser. Gives the function that ends it.
 */
export async function startRewritingProxy(
  port: number,
  target: string,
  rewrite: IncomingHttpHeaders,
): Promise<() => Promise<void>> {
  const server = createServer((asked, answer) => {
    const headers = { ...asked.headers, ...rewrite }
    const passed = request(target + asked.url, { method: asked.method, headers, setHost: false })
    passed.on("response", (found) => {
      answer.writeHead(found.statusCode ?? 502, found.headers)
      found.pipe(answer)
    })
    passed.on("error", () => answer.destroy())
    answer.on("close", () => passed.destroy())
    asked.pipe(passed)
  })
  server.listen(port, "127.0.0.1")
  await once(server, "listening")
  return async () => {
    server.closeAllConnections()
    server.close()
    await once(server, "close")
  }
}
