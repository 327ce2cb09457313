"""Units and currencies in four languages; Cantonese says the Mandarin names in its own characters."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

# sign | zh | en, one | en, more | ja | ko. A name with {} goes around the number; an empty one is spelled as written.
_UNITS = """
%     | 百分之{}     | percent            | percent             | パーセント         | 퍼센트
‰     | 千分之{}     | per mille          | per mille           | パーミル           | 퍼밀
‱     | 万分之{}     | per ten thousand   | per ten thousand    | 万分の{}           | 만분의 {}
¢     | 美分         | cent               | cents               | セント             | 센트
°C    | 摄氏度       | degree Celsius     | degrees Celsius     | 度                 | 도
°F    | 华氏度       | degree Fahrenheit  | degrees Fahrenheit  | 華氏{}度           | 화씨 {}도
°     | 度           | degree             | degrees             | 度                 | 도
km    | 公里         | kilometer          | kilometers          | キロメートル       | 킬로미터
m     | 米           | meter              | meters              | メートル           | 미터
cm    | 厘米         | centimeter         | centimeters         | センチメートル     | 센티미터
mm    | 毫米         | millimeter         | millimeters         | ミリメートル       | 밀리미터
μm    | 微米         | micrometer         | micrometers         | マイクロメートル   | 마이크로미터
nm    | 纳米         | nanometer          | nanometers          | ナノメートル       | 나노미터
ft    | 英尺         | foot               | feet                | フィート           | 피트
yd    | 码           | yard               | yards               | ヤード             | 야드
mi    | 英里         | mile               | miles               | マイル             | 마일
ha    | 公顷         | hectare            | hectares            | ヘクタール         | 헥타르
kg    | 公斤         | kilogram           | kilograms           | キログラム         | 킬로그램
g     | 克           | gram               | grams               | グラム             | 그램
mg    | 毫克         | milligram          | milligrams          | ミリグラム         | 밀리그램
μg    | 微克         | microgram          | micrograms          | マイクログラム     | 마이크로그램
t     | 吨           | ton                | tons                | トン               | 톤
lb    | 磅           | pound              | pounds              | ポンド             | 파운드
lbs   | 磅           | pound              | pounds              | ポンド             | 파운드
oz    | 盎司         | ounce              | ounces              | オンス             | 온스
L     | 升           | liter              | liters              | リットル           | 리터
l     | 升           | liter              | liters              | リットル           | 리터
mL    | 毫升         | milliliter         | milliliters         | ミリリットル       | 밀리리터
ml    | 毫升         | milliliter         | milliliters         | ミリリットル       | 밀리리터
cc    | 毫升         | c c                | c c                 | シーシー           | 시시
h     | 小时         | hour               | hours               | 時間               | 시간
hr    | 小时         | hour               | hours               | 時間               | 시간
hrs   | 小时         | hour               | hours               | 時間               | 시간
min   | 分钟         | minute             | minutes             | 分                 | 분
sec   | 秒           | second             | seconds             | 秒                 | 초
s     | 秒           | second             | seconds             | 秒                 | 초
ms    | 毫秒         | millisecond        | milliseconds        | ミリ秒             | 밀리초
Hz    | 赫兹         | hertz              | hertz               | ヘルツ             | 헤르츠
kHz   | 千赫兹       | kilohertz          | kilohertz           | キロヘルツ         | 킬로헤르츠
MHz   | 兆赫兹       | megahertz          | megahertz           | メガヘルツ         | 메가헤르츠
GHz   | 吉赫兹       | gigahertz          | gigahertz           | ギガヘルツ         | 기가헤르츠
W     | 瓦           | watt               | watts               | ワット             | 와트
kW    | 千瓦         | kilowatt           | kilowatts           | キロワット         | 킬로와트
MW    | 兆瓦         | megawatt           | megawatts           | メガワット         | 메가와트
GW    | 吉瓦         | gigawatt           | gigawatts           | ギガワット         | 기가와트
kWh   | 千瓦时       | kilowatt hour      | kilowatt hours      | キロワット時       | 킬로와트시
V     | 伏           | volt               | volts               | ボルト             | 볼트
kV    | 千伏         | kilovolt           | kilovolts           | キロボルト         | 킬로볼트
mV    | 毫伏         | millivolt          | millivolts          | ミリボルト         | 밀리볼트
mA    | 毫安         | milliamp           | milliamps           | ミリアンペア       | 밀리암페어
mAh   | 毫安时       | milliamp hour      | milliamp hours      | ミリアンペア時     | 밀리암페어시
Ω     | 欧姆         | ohm                | ohms                | オーム             | 옴
dB    | 分贝         | decibel            | decibels            | デシベル           | 데시벨
Pa    | 帕           | pascal             | pascals             | パスカル           | 파스칼
hPa   | 百帕         | hectopascal        | hectopascals        | ヘクトパスカル     | 헥토파스칼
kPa   | 千帕         | kilopascal         | kilopascals         | キロパスカル       | 킬로파스칼
MPa   | 兆帕         | megapascal         | megapascals         | メガパスカル       | 메가파스칼
cal   | 卡           | calorie            | calories            | カロリー           | 칼로리
kcal  | 千卡         | kilocalorie        | kilocalories        | キロカロリー       | 킬로칼로리
mol   | 摩尔         | mole               | moles               | モル               | 몰
KB    |              | kilobyte           | kilobytes           | キロバイト         | 킬로바이트
MB    |              | megabyte           | megabytes           | メガバイト         | 메가바이트
GB    |              | gigabyte           | gigabytes           | ギガバイト         | 기가바이트
TB    |              | terabyte           | terabytes           | テラバイト         | 테라바이트
Mbps  | 每秒{}兆比特 | megabit per second | megabits per second | メガビーピーエス   | 메가비피에스
Gbps  | 每秒{}吉比特 | gigabit per second | gigabits per second | ギガビーピーエス   | 기가비피에스
px    | 像素         | pixel              | pixels              | ピクセル           | 픽셀
fps   | 每秒{}帧     | frame per second   | frames per second   | 毎秒{}フレーム     | 초당 {}프레임
rpm   | 每分钟{}转   | revolution per minute | revolutions per minute | 毎分{}回転   | 분당 {}회전
bpm   | 每分钟{}拍   | beat per minute    | beats per minute    | 毎分{}拍           | 분당 {}박
mph   | 每小时{}英里 | mile per hour      | miles per hour      | 時速{}マイル       | 시속 {}마일
km/h  | 每小时{}公里 | kilometer per hour | kilometers per hour | 時速{}キロメートル | 시속 {}킬로미터
m/s   | 每秒{}米     | meter per second   | meters per second   | 秒速{}メートル     | 초속 {}미터
m/s2  | 米每二次方秒 | meter per second squared | meters per second squared | メートル毎秒毎秒 | 미터 매 초 제곱
km/s  | 每秒{}公里   | kilometer per second | kilometers per second | 秒速{}キロメートル | 초속 {}킬로미터
"""

# code | zh | en, one | en, more | en, its hundredth | … more | ja | its hundredth | ko | its hundredth
_MONEY = """
USD | 美元     | dollar           | dollars           | cent  | cents | ドル         | セント | 달러       | 센트
EUR | 欧元     | euro             | euros             | cent  | cents | ユーロ       | セント | 유로       | 센트
GBP | 英镑     | pound            | pounds            | penny | pence | ポンド       | ペンス | 파운드     | 펜스
CNY | 元       | yuan             | yuan              |       |       | 元           |        | 위안       |
JPY | 日元     | yen              | yen               |       |       | 円           |        | 엔         |
KRW | 韩元     | won              | won               |       |       | ウォン       |        | 원         |
HKD | 港元     | Hong Kong dollar | Hong Kong dollars | cent  | cents | 香港ドル     |        | 홍콩 달러  |
TWD | 新台币   | Taiwan dollar    | Taiwan dollars    | cent  | cents | 台湾ドル     |        | 대만 달러  |
AUD | 澳元     | Australian dollar | Australian dollars | cent | cents | 豪ドル      | セント | 호주 달러  | 센트
CAD | 加元     | Canadian dollar  | Canadian dollars  | cent  | cents | カナダドル   | セント | 캐나다 달러 | 센트
SGD | 新加坡元 | Singapore dollar | Singapore dollars | cent  | cents | シンガポールドル | セント | 싱가포르 달러 | 센트
INR | 卢比     | rupee            | rupees            |       |       | ルピー       |        | 루피       |
RUB | 卢布     | ruble            | rubles            |       |       | ルーブル     |        | 루블       |
BTC | 比特币   | bitcoin          | bitcoins          |       |       | ビットコイン |        | 비트코인   |
THB | 泰铢     | baht             | baht              |       |       | バーツ       |        | 바트       |
VND | 越南盾   | dong             | dong              |       |       | ドン         |        | 동         |
TRY | 里拉     | lira             | lira              |       |       | リラ         |        | 리라       |
"""
_SIGNS = {
    **{"$": "USD", "US$": "USD", "€": "EUR", "£": "GBP", "₩": "KRW", "HK$": "HKD", "NT$": "TWD", "A$": "AUD"},
    **{"C$": "CAD", "S$": "SGD", "₹": "INR", "₽": "RUB", "₿": "BTC", "฿": "THB", "₫": "VND", "₺": "TRY"},
    **{"RMB": "CNY"},
}


@dataclass(frozen=True)
class Unit:
    """What a sign after a number is called: {} stands for the number where the name goes around it."""

    zh: str
    en: str  # after one
    en_more: str
    ja: str
    ko: str


@dataclass(frozen=True)
class Currency:
    """What money is called; the hundredth of it is empty where nobody counts in it."""

    zh: str
    en: str
    en_more: str
    en_part: str
    en_parts: str
    ja: str
    ja_part: str
    ko: str
    ko_part: str


def _rows(table: str) -> dict[str, list[str]]:
    rows = ([cell.strip() for cell in line.split("|")] for line in table.strip().splitlines())
    return {name: cells for name, *cells in rows}


UNITS = {sign: Unit(*names) for sign, names in _rows(_UNITS).items()}
CURRENCIES = {code: Currency(*names) for code, names in _rows(_MONEY).items()}

_SHORT = "|".join(re.escape(sign) for sign in sorted(UNITS, key=len, reverse=True) if sign not in "%‰‱°¢")
_SQUARE = "".join(c for c in map(chr, range(0x3371, 0x33E0)) if unicodedata.normalize("NFKC", c).rstrip("23") in UNITS)
UNIT = rf"(?:(?:(?:{_SHORT}|µ[mg]|[\u2126℃℉])[²³23]?|[{_SQUARE}])(?![A-Za-z0-9²³'’])|[%‰‱°¢](?![CF](?![A-Za-z])))"
"""A sign that follows a number."""
CURRENCY = r"(?:(?:US|HK|NT|[ACS])\$|[$€£¥￥₩₹₽₿฿₫₺])"
CODE = rf"(?:{'|'.join(CURRENCIES)}|RMB)"


def unit(sign: str) -> tuple[Unit, str]:
    """The unit of a sign that `UNIT` matches, and "²" or "³" where it is squared or cubed."""
    plain = unicodedata.normalize("NFKC", sign)  # ㎡ and m² are m2
    if plain in UNITS:
        return UNITS[plain], ""
    return UNITS[plain[:-1]], {"2": "²", "3": "³"}[plain[-1]]


def currency(sign: str, language: str) -> Currency:
    """The money of a sign or a code; ¥ is yuan to who writes Chinese, yen to all others."""
    if sign in ("¥", "￥"):
        return CURRENCIES["CNY" if language in ("zh", "yue") else "JPY"]
    return CURRENCIES[_SIGNS.get(sign, sign)]
