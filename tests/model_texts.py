"""Texts that show what a model does with both Chinese scripts, other languages, hardly any text and much of it."""

SHORT = ["", " ", "\n\t ", "我", "。", "a", "7", "я", "の", "?", "𠀀", "新闻"]
ORDINARY = [
    "新华社北京1月1日电 国务院总理在人民大会堂会见了来访的外国客人，双方就共同关心的问题交换了意见。",
    "臺灣總統府於週三發表聲明，強調兩岸關係應維持現狀；經濟部則公布了最新的出口統計。",
    "青屿港新泊位投产，年吞吐能力增加三百万吨。",
    "什么时候发明了电话？",
    "The committee's report, published on 3 May 1998, was unexpectedly frank and well received by the public.",
    "boundary layer transition on a flat plate at supersonic speed",
    "Президент подписал указ о мерах по развитию сельского хозяйства в северных областях страны.",
    "東京都は10日、新型ウイルスの感染者が新たに120人確認されたと発表した。",
    "中共中央关于AI（人工智能）的第12号文件，参见 https://example.org/a?b=1&c=2 和《人民日报》。",
    "GPU服务器 price: ¥12,000; доставка бесплатно 送料無料",
]
LONG = [
    "研究人员指出，这一发现有助于理解早期宇宙中星系的形成过程，相关论文已于上周发表。" * 18,
    "The harbour master told reporters that the new berth would open before the end of the month. " * 20,
    "本報訊：昨日下午三時許，市區發生一起交通事故，造成兩人受傷，警方正在調查原因。" * 14,
]
