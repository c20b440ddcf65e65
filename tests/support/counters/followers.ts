import { APP_URL, SECRETS } from "../app/settings"

/** Streams of replies that are open at the server. */
export async function followers(): Promise<number> {
  const answer = await fetch(`${APP_URL}/api/metrics`, {
    headers: { authorization: `Bearer ${SECRETS.METRICS_TOKEN}` },
  })
  return Number(/^alcove_reply_followers (\d+)$/m.exec(await answer.text())?.[1])
}
