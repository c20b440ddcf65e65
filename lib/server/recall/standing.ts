import "server-only"

/*
 * What a visitor asks for once and wants from then on: "Always answer in Finnish", "call me Ada", "I use a screen reader". It is
 * not similar to later questions, so it is not found for them. Told by how it is put, in the languages below, without a model.
 */

/** Characters from which on a message is no instruction any more, but a text that may hold one. */
const LONGEST = 600

/** A word of any script begins or ends here: `\b` knows Latin letters only. */
const B = "(?<![\\p{L}\\p{N}])"
const E = "(?![\\p{L}\\p{N}])"

/** What a sentence begins with that tells somebody to do something, before the verb. */
const START =
  "^(?:[\\p{P}\\s]|and |but |also |so |please |ok(?:ay)?,? |und |aber |auch |bitte |et |mais |aussi |y |pero |por favor,? |e |ma |per favore,? |en |maar |ook |alsjeblieft |och |men |snälla |og |ja |mutta |i |ale |proszę |и |но |пожалуйста,? )*"

/** By language: anywhere in a sentence, and where one begins. */
const SIGNS: { anywhere: string; atStart: string }[] = [
  {
    anywhere:
      "from now on|going forward|from here on|for the rest of (?:this|our)|you (?:should|must|can|may) (?:always|never)|(?:can|could|would|will) you (?:please )?(?:always|never|only)|please (?:always|never|only|answer|reply|respond|write|speak|use|avoid|do not|don['’]t|stop|include|keep)|call me(?! (?:back|when|if|at|on|tomorrow|later)\\b)|my name is|i(?: would|['’]d)? (?:strongly )?prefer|my preference|whenever (?:i|you)|(?:every|each) time (?:i|you)|don['’]t forget|keep in mind|(?:make|be) sure (?:to|that|you)|i use an? |i(?: am|['’]m) (?:allergic|blind|deaf|dyslexic|colou?r-?blind|vegan|vegetarian|diabetic|hard of hearing)|i (?:can ?not|can['’]t) (?:see|hear|read|eat|walk)",
    atStart:
      "(?:always|never)(?! (?:here|had|been|was|mind|give)\\b)|remember|answer (?:only |always )?in|respond (?:only |always )?in|reply (?:only |always )?in|speak|stop \\p{L}+ing",
  },
  {
    anywhere:
      "ab jetzt|von nun an|ab sofort|in zukunft|künftig|nenn(?:e|en sie)? mich|mein name ist|ich heiße|ich bevorzuge|mir (?:ist|wäre|wären?) .{1,60} lieber|ich möchte lieber|immer wenn|jedes mal,? wenn|vergiss nicht|vergessen sie nicht|denk(?:e|en sie)? daran|ich (?:benutze|nutze|verwende) (?:einen?|ein) |ich bin (?:blind|gehörlos|allergisch|vegan|vegetarier|vegetarierin|farbenblind)|bitte (?:immer|nie|nur|niemals|antwort\\p{L}*|schreib\\p{L}*|verwend\\p{L}*|benutz\\p{L}*)|(?:antworte|antworten sie|schreib|schreiben sie) (?:mir )?(?:bitte )?(?:immer|nie|nur|auf|in)",
    atStart: "immer|nie|niemals|merk(?:e)? dir|merken sie sich",
  },
  {
    anywhere:
      "à partir de maintenant|désormais|dorénavant|appelle[- ]moi|appelez[- ]moi|je m['’]appelle|je préfère|mon nom est|chaque fois que|n['’]oublie(?:z)? pas|souviens[- ]toi|souvenez[- ]vous|garde(?:z)? à l['’]esprit|j['’]utilise un|je suis (?:aveugle|sourde?|allergique|végane?|végétarien|végétarienne)|réponds?(?:ez)? (?:toujours|seulement|uniquement|en)",
    atStart: "toujours|ne .{1,30} jamais|n['’].{1,30} jamais",
  },
  {
    anywhere:
      "a partir de ahora|de ahora en adelante|desde ahora|ll[áa]mame|ll[áa]meme|me llamo|mi nombre es|prefiero|cada vez que|siempre que|no (?:te )?olvides|recuerda que|recuerde que|ten en cuenta|tenga en cuenta|uso un|soy (?:ciego|ciega|sordo|sorda|al[ée]rgic[oa]|vegano|vegana|vegetarian[oa])|responde(?:me)? (?:siempre|solo|sólo|en)|contesta(?:me)? (?:siempre|solo|sólo|en)",
    atStart: "siempre|nunca",
  },
  {
    anywhere:
      "d['’]ora in poi|d['’]ora in avanti|chiamami|mi chiamo|il mio nome è|preferisco|ogni volta che|non dimenticare|ricorda(?:ti)? (?:che|di)|tieni (?:a mente|presente)|uso un|sono (?:cieco|cieca|sordo|sorda|allergic[oa]|vegano|vegana|vegetarian[oa])|rispondi(?:mi)? (?:sempre|solo|in)",
    atStart: "sempre|mai|non .{1,30} mai",
  },
  {
    anywhere:
      "a partir de agora|de agora em diante|daqui em diante|chama-me|me chame|chame-me|meu nome é|prefiro|sempre que|cada vez que|não (?:te )?esque[çc]as?|lembra-te|lembre-se|tenha em mente|uso um|sou (?:cego|cega|surdo|surda|alérgic[oa]|vegano|vegana|vegetarian[oa])|respond[ae](?:-me)? (?:sempre|só|apenas|em)",
    atStart: "sempre|nunca",
  },
  {
    anywhere:
      "vanaf nu|voortaan|noem (?:mij|me)|mijn naam is|ik heet|ik heb liever|ik geef de voorkeur|telkens als|elke keer (?:als|dat)|vergeet niet|onthoud|houd er rekening mee|ik gebruik een|ik ben (?:blind|doof|allergisch|veganist|vegetariër)|antwoord (?:mij |me )?(?:altijd|alleen|in het)",
    atStart: "altijd|nooit",
  },
  {
    anywhere:
      "från och med nu|hädanefter|kalla mig|jag heter|mitt namn är|jag föredrar|varje gång|glöm inte|kom ihåg|tänk på att|jag använder en?|jag är (?:blind|döv|allergisk|vegan|vegetarian)|svara (?:alltid|bara|endast|på)",
    atStart: "alltid|aldrig",
  },
  {
    anywhere:
      "fra nå av|fra nu af|heretter|fremover|kall meg|kald mig|jeg heter|jeg hedder|mitt navn er|mit navn er|jeg foretrekker|jeg foretrækker|hver gang|ikke glem|glem ikke|husk (?:at|på)|jeg bruker en|jeg bruger en|jeg er (?:blind|døv|allergisk|veganer|vegetarianer)|svar (?:alltid|altid|bare|kun|på)",
    atStart: "alltid|altid|aldri|aldrig",
  },
  {
    anywhere:
      "tästä lähtien|tästedes|jatkossa|kutsu minua|sano minua|nimeni on|minun nimeni on|haluan mieluummin|suosin|aina kun|joka kerta kun|älä unohda|muista(?:thän)?|pidä mielessä|käytän ruudunlukijaa|olen (?:sokea|kuuro|allerginen|vegaani|kasvissyöjä)|vastaa (?:aina|vain)|vastaa .{0,20}(?:suomeksi|ruotsiksi|englanniksi|selkokielellä)",
    atStart: "aina|älä koskaan|älä ikinä",
  },
  {
    anywhere:
      "od teraz|od tej pory|odtąd|w przyszłości|mów (?:do mnie|mi)|nazywaj mnie|mam na imię|nazywam się|wolę|za każdym razem|nie zapomnij|pamiętaj|miej na uwadze|używam czytnika|jestem (?:niewidom\\p{L}+|głuch\\p{L}+|uczulon\\p{L}+|wegan\\p{L}+|wegetarian\\p{L}+)|odpowiadaj (?:zawsze|tylko|po)",
    atStart: "zawsze|nigdy",
  },
  {
    anywhere:
      "с этого момента|отныне|впредь|в дальнейшем|называй(?:те)? меня|зови(?:те)? меня|меня зовут|моё имя|мое имя|я предпочитаю|каждый раз,? когда|не забудь(?:те)?|запомни(?:те)?|помни(?:те)?,? что|имей(?:те)? в виду|я (?:слепой|слепая|глухой|глухая|веган|вегетариан\\p{L}+)|у меня аллергия|отвечай(?:те)? (?:всегда|только|на)",
    atStart: "всегда|никогда",
  },
  {
    anywhere:
      "відтепер|надалі|називай(?:те)? мене|звати мене|мене звати|моє ім['’]я|я віддаю перевагу|щоразу,? коли|кожного разу|не забудь(?:те)?|запам['’]ятай(?:те)?|май(?:те)? на увазі|у мене алергія|відповідай(?:те)? (?:завжди|лише|тільки)",
    atStart: "завжди|ніколи",
  },
  {
    anywhere:
      "bundan sonra|bundan böyle|şu andan itibaren|bana .{1,30} de(?:yin|yebilirsin)?$|adım|benim adım|tercih ederim|her zaman .{1,60}(?:cevap|yanıt)|her seferinde|unutma(?:yın)?|aklında tut|ekran okuyucu kullan|alerjim var|veganım|vejetaryenim",
    atStart: "her zaman|asla",
  },
  {
    anywhere:
      "من الآن فصاعدا|من الان فصاعدا|نادني|نادِني|اسمي|أفضل أن|في كل مرة|كلما|لا تنس|تذكر أن|تذكّر أن|أستخدم قارئ|لدي حساسية",
    atStart: "دائما|دائمًا|أبدا|أجب (?:دائما|فقط)",
  },
]

/** Scripts that set no spaces between words. */
const UNSPACED =
  /从现在起|从现在开始|以后|今后|叫我|我叫|我的名字|我更喜欢|每次|每当|别忘|不要忘|记住|请记得|请(?:总是|始终|一直|只)|总是|永远不要|我对.{1,20}过敏|我(?:是|吃)素|從現在起|從現在開始|以後|今後|我更喜歡|每當|別忘|記住|請(?:總是|始終|一直|只)|これから(?:は|ずっと)|今後は|以降は|と呼んで|私の名前は|毎回|忘れないで|覚えておいて|覚えて(?:ください|いて)|の(?:方|ほう)が(?:好き|いい)|常に|いつも.{1,30}(?:して|答えて|ください)|決して|アレルギー|지금부터|앞으로(?:는)?|라고 불러|내 이름은|제 이름은|매번|할 때마다|잊지 마|기억해|항상|절대|จากนี้ไป|ตั้งแต่นี้|เรียก(?:ฉัน|ผม|ดิฉัน)ว่า|ชื่อของ(?:ฉัน|ผม)|ทุกครั้งที่|อย่าลืม|จำไว้|เสมอ(?:นะ|ครับ|ค่ะ)/u

/** All languages in one: looked for apart, every letter of a text was tried sixteen times. */
const SPACED = new RegExp(
  `${B}(?:${SIGNS.map(({ anywhere }) => anywhere).join("|")})${E}|${START}(?:${SIGNS.map(({ atStart }) => atStart).join("|")})${E}`,
  "u",
)

/** A question is none, unless it asks to do something from now on. */
const ASKED = new RegExp(
  `${B}(?:(?:can|could|would|will) you|from now on|könn(?:test|ten|en) (?:du|sie)|kannst du|ab jetzt|peux-tu|pouvez-vous|puedes|podrías|puoi|potresti|voitko|voisitko)${E}`,
  "u",
)

const SENTENCE = /[^.!?。！？\n]+[.!?。！？]*/gu

/** Whether a visitor's message asks for something that holds from then on. */
export function isStanding(text: string): boolean {
  if (text.length > LONGEST) return false
  const sentences = text.normalize("NFKC").toLowerCase().match(SENTENCE) ?? []
  return sentences.some((sentence) => {
    const said = sentence.trim()
    if (/[?？]$/.test(said) && !ASKED.test(said)) return false
    return SPACED.test(said) || UNSPACED.test(said)
  })
}
