import { expect, test } from "vitest"
import { detectLanguage } from "@/lib/server/retrieval/language"

const SAID = {
  en: "The library opens at nine on weekdays and at ten on Saturdays.",
  de: "Wann ist die Bücherei am Sonntag geöffnet?",
  fr: "Où se trouve le musée de la ville ?",
  es: "¿Dónde está la biblioteca municipal?",
  it: "Dove si trova la biblioteca comunale?",
  pt: "Onde fica a biblioteca municipal da cidade?",
  ru: "Когда открыта библиотека?",
  tr: "Kütüphane saat kaçta açılıyor?",
  ar: "متى تفتح المكتبة أبوابها",
  zh: "图书馆几点开门？",
  ja: "図書館は何時に開きますか",
  th: "ห้องสมุดเปิดกี่โมง",
  el: "Πότε ανοίγει η βιβλιοθήκη;",
  ro: "Când se deschide biblioteca orașului?",
  vi: "Thư viện mở cửa lúc mấy giờ?",
  pl: "O której godzinie otwiera się biblioteka?",
}

test("The language of a short question is told in sixteen languages", async () => {
  const told = await Promise.all(Object.values(SAID).map(detectLanguage))
  expect(told).toEqual(Object.keys(SAID))
})

test("Markup, addresses and figures around it do not hide a text's language", async () => {
  const text = `# 4711\n\n| 12 | 13 |\n| --- | --- |\n\nhttps://example.org/a/b \`const x = 1\`\n\n${SAID.de}`
  expect(await detectLanguage(text)).toBe("de")
})

test("No language is told where there are fewer than three words, or none at all", async () => {
  for (const text of ["", " \n", "Hallo Welt", "XJ-9921-QZ 42", "12.5 | 13,7\n---|---", "\ud83d \0"])
    expect([text, await detectLanguage(text)]).toEqual([text, ""])
})
