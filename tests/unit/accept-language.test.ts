import { expect, test } from "vitest"
import { firstLanguage } from "@/lib/server/http/accept-language"

test.each([
  ["de-DE,de;q=0.9,en;q=0.8", "de"],
  ["en", "en"],
  ["en;q=0.5, fr;q=0.9", "fr"],
  ["de; q=0.5, en ;q=0.6", "en"],
  ["FR-CH", "fr"],
  ["*", undefined],
  ["", undefined],
  ["de;q=0", undefined],
  ["zz, pt-BR;q=0.1", "pt"],
  ["xx-evil,../../etc,<b>", undefined],
  [`${"q".repeat(10_000)},de`, undefined],
  ["de;q=abc, it;q=0.3", "it"],
])("the Accept-Language %s asks for %s", (header, language) => {
  expect(firstLanguage(header)).toBe(language)
})
