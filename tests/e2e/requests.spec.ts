import { action, answerTo } from "@/tests/support/client"
import { expect, test } from "@/tests/support/fixtures"

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

test("Every answer has an id of its own, whatever is asked for and whatever id a visitor sends", async () => {
  const headers = { "x-request-id": "0123456789abcdef" }
  const calls = [
    { path: "/" },
    { path: "/", method: "HEAD" },
    { path: "/privacy" },
    { path: "/icon.svg" },
    { path: "/not/there" },
    { path: "/chat/01890000-0000-7000-8000-000000000000" },
    { path: "/api/health" },
    { path: "/api/not/there" },
    { path: "/api/my-data?format=neither" },
    action("listChats", {}),
  ].map((call) => ({ ...call, headers: { ...headers, ...("headers" in call ? call.headers : {}) } }))
  const answers = await Promise.all(calls.map((call) => answerTo(call)))
  const ids = answers.map((answer) => answer.headers["x-request-id"])
  for (const id of ids) expect(id).toMatch(UUID)
  expect(new Set(ids).size).toBe(calls.length)
})
