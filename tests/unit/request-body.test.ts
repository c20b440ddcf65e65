import { expect, test } from "vitest"
import { bodyProblem } from "@/lib/request-body"

function call(body: string): Request {
  return new Request("http://127.0.0.1/", { method: "POST", body, headers: { "next-action": "7f" } })
}

test.each(['[{"text":"$$5"}]', '["$undefined"]', '[{"value":"$NaN"}]', '["$Infinity","$-Infinity","$-0"]'])(
  "what a page sends is read: %s",
  async (body) => {
    expect(await bodyProblem(call(body))).toBeUndefined()
  },
)

test.each(["", "{", "{}", '["$1"]', '["$F1"]', '["$K1"]', '["$@1"]', '["$NaN:a"]'])(
  "what points at parts that are not there, or is no list, is refused: %s",
  async (body) => {
    expect(await bodyProblem(call(body))).toBe(400)
  },
)
