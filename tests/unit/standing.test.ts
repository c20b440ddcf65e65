import { describe, expect, test } from "vitest"
import { isStanding } from "@/lib/server/recall/standing"

const STANDING = [
  "Always answer in Finnish.",
  "Please never use emoji.",
  "Call me Ada.",
  "Hi! My name is Ada, and I use a screen reader.",
  "From now on, keep it under three sentences.",
  "Can you always give the page number?",
  "I'd prefer metric units.",
  "I'm allergic to nuts. What is there to eat in the café?",
  "Whenever I ask about trains, tell me the platform too.",
  "Remember that I cannot climb stairs.",
  "Antworte bitte immer auf Deutsch.",
  "Nenn mich Ada.",
  "Ab jetzt nur noch kurze Antworten, bitte.",
  "Ich bevorzuge einfache Sprache.",
  "Appelle-moi Ada.",
  "Désormais, réponds en français.",
  "Llámame Ada, por favor.",
  "A partir de ahora responde en español.",
  "D'ora in poi rispondi in italiano.",
  "A partir de agora, responde em português.",
  "Noem me Ada.",
  "Från och med nu, svara på svenska.",
  "Kall meg Ada.",
  "Kutsu minua Adaksi.",
  "Tästä lähtien vastaa aina suomeksi.",
  "Mów mi Ada.",
  "Отвечай всегда по-русски.",
  "Меня зовут Ада.",
  "Відтепер відповідай українською.",
  "Bundan sonra Türkçe yanıt ver.",
  "من الآن فصاعدا أجب بالعربية.",
  "从现在起请用中文回答。",
  "これからは日本語で答えてください。",
  "앞으로 한국어로 대답해 주세요.",
  "ตั้งแต่นี้ตอบเป็นภาษาไทยนะ",
]

const NOT_STANDING = [
  "When do you open?",
  "Are you always open on Sundays?",
  "Why is the reading room never heated?",
  "I've always loved this library.",
  "She never came back.",
  "Do you remember the old building?",
  "Call me back tomorrow.",
  "Who can I call about a lost card?",
  "Ist die Bibliothek immer offen?",
  "Ich war noch nie hier.",
  "Pourquoi est-ce toujours fermé ?",
  "¿Siempre cierran a las seis?",
  "Onko se aina auki?",
  "Она всегда открыта?",
  "图书馆总是开着吗？",
  "Thank you!",
  "",
]

describe("what is asked for from then on is told by how it is put", () => {
  test.each(STANDING)("%s", (text) => expect(is(text)).toBe(true))
})

describe("what asks or tells something once is not taken for it", () => {
  test.each(NOT_STANDING)("%s", (text) => expect(is(text)).toBe(false))
})

test("a long text is none, whatever stands in it, and is looked at in no time", () => {
  expect(is(`Always answer in Finnish. ${"This is what the letter says. ".repeat(60)}`)).toBe(false)
  for (const text of [
    "and ".repeat(150),
    " ".repeat(600),
    "!".repeat(600),
    "bitte und ".repeat(60),
    "her zaman ".repeat(60),
  ]) {
    const began = performance.now()
    isStanding(text)
    expect(performance.now() - began, text.slice(0, 20)).toBeLessThan(100)
  }
})

function is(text: string): boolean {
  return isStanding(text)
}
