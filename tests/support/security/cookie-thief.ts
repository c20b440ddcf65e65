import { createServer, request } from "node:http"
import type { AddressInfo } from "node:net"
import { APP_URL } from "../app/settings"

export type CookieThief = { url: string; takesCookies: boolean; stop: () => void }

/** A proxy before the app that takes the cookies out of its answers, as long as it is told to. */
export async function startCookieThief(): Promise<CookieThief> {
  const server = createServer((asked, answer) => {
    const { method, headers, url } = asked
    const passed = request(new URL(url ?? "/", APP_URL), { method, headers }, (response) => {
      if (thief.takesCookies) delete response.headers["set-cookie"]
      answer.writeHead(response.statusCode ?? 502, response.headers)
      response.pipe(answer)
    })
    passed.on("error", () => answer.destroy())
    answer.on("close", () => passed.destroy())
    asked.pipe(passed)
  })
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening))
  const thief: CookieThief = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    takesCookies: true,
    stop: () => {
      server.close()
      server.closeAllConnections()
    },
  }
  return thief
}
