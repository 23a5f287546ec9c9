"""Names of months and of the days of a week, as dates are written with them.

Beside a number that is an amount they are a spreadsheet's work: of `12.05` a German one makes `12. Mai`. It happens
where dates are written with full stops and amounts come with a decimal point. The names are those of the CLDR, long and
short, for English, German (with Austria), French, Spanish, Italian, Portuguese, Dutch, Polish, Czech, Swedish, Danish,
Norwegian, Romanian, Finnish, Turkish, Russian and Ukrainian, with the short ones by which Windows, and so Excel, knows
them: in these languages no name is that of two months. Czech has Roman numerals as well.
"""

from __future__ import annotations

# A paragraph for each month.
_MONTHS = """
    ene enero gen gennaio ian ianuarie jan janeiro januar januari january janv janvier jän jänner led leden
    ledna oca ocak sty styczeń stycznia tammi tammikuu tammikuuta січ січень січня янв январь января

    feb febbraio febrero februar februari februarie february fev fevereiro févr février helmi helmikuu
    helmikuuta lut lutego luty úno únor února şub şubat лют лютий лютого фев февр февраль февраля

    bře březen března maalis maaliskuu maaliskuuta maart mar marca march mars mart martie marts marzec marzo
    março mrt mrz mär märz бер березень березня мар март марта

    abr abril apr april aprile aprilie avr avril dub duben dubna huhti huhtikuu huhtikuuta kwi kwiecień kwietnia
    nis nisan апр апрель апреля кві квіт квітень квітня

    kvě květen května mag maggio mai maio maj maja may mayo mayıs mei touko toukokuu toukokuuta май мая тра трав
    травень травня

    cze czerwca czerwiec giu giugno haz haziran iun iunie juin jun june junho juni junio kesä kesäkuu kesäkuuta
    červen června čvn июн июнь июня чер черв червень червня

    heinä heinäkuu heinäkuuta iul iulie juil juillet jul julho juli julio july lip lipca lipiec lug luglio tem
    temmuz července červenec čvc июл июль июля лип липень липня

    ago agosto août aug august augusti augustus ağu ağustos elo elokuu elokuuta sie sierpień sierpnia srp srpen
    srpna авг август августа сер серп серпень серпня

    eyl eylül sep sept september septembre septembrie septiembre set setembro settembre syys syyskuu syyskuuta
    wrz wrzesień września zář září вер вересень вересня сен сент сентябрь сентября

    eki ekim loka lokakuu lokakuuta oct october octobre octombrie octubre okt oktober ott ottobre out outubro
    paź październik października říj říjen října жов жовт жовтень жовтня окт октябрь октября

    kas kasım lis listopad listopada listopadu marras marraskuu marraskuuta noi noiembrie nov november novembre
    novembro noviembre лис лист листопад листопада ноя нояб ноябрь ноября

    ara aralık dec december decembrie des desember dez dezember dezembro dic dicembre diciembre déc décembre gru
    grudnia grudzień joulu joulukuu joulukuuta pro prosince prosinec гру груд грудень грудня дек декабрь декабря
"""
_DAYS = """
    cmt cum cuma cumartesi czw czwartek di dienstag dim dimanche dinsdag do dom domenica domingo donderdag
    donnerstag dum duminică fr fre fredag freitag fri friday gio giovedì jeu jeudi joi jue jueves ke keskiviikko
    keskiviikkona la lauantai lauantaina lun lundi lunedì lunes luni lör lördag lør lørdag ma maanantai
    maanantaina maandag man mandag mar mardi martedì martes marți mer mercoledì mercredi mi mie miercuri
    mittwoch mié miércoles mo mon monday montag mån måndag ne neděle niedz niedziela ons onsdag paz pazar
    pazartesi pe per perjantai perjantaina perşembe piątek po pon pondělí poniedziałek pt pzt pá pátek qua
    quarta-feira qui quinta-feira sa sab sabato sal salı sam samedi samstag sat saturday seg segunda-feira sex
    sexta-feira so sob sobota sonntag st středa su sun sunday sunnuntai sunnuntaina sáb sábado sâm sâmbătă sön
    söndag søn søndag ter terça-feira thu thur thurs thursday ti tiistai tiistaina tir tirs tirsdag tis tisdag
    to tor tors torsdag torstai torstaina tue tues tuesday ven vendredi venerdì vie viernes vin vineri vr
    vrijdag wed wednesday wo woensdag wt wtorek za zaterdag zo zondag çar çarşamba út úterý čt čtvrtek śr środa
    воскресенье вс вт вторник вівторок нд неділя пʼятниця пн понедельник понеділок пт пятница сб середа ср среда
    суббота субота четвер четверг чт
"""
_NUMBERS = {name: number for number, names in enumerate(_MONTHS.split("\n\n"), 1) for name in names.split()}
_WEEKDAYS = frozenset(_DAYS.split())
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


def month_of(word: str) -> int | None:
    """1 to 12 of a month's name in any case, with or without a full stop; None for another word."""
    word = word.rstrip(".")
    return _ROMAN.index(word) + 1 if word in _ROMAN else _NUMBERS.get(word.casefold())


def is_month(word: str) -> bool:
    """Whether a word beside a number is a month's, in any case, with or without a full stop."""
    return month_of(word) is not None


def is_weekday(word: str) -> bool:
    """Whether a word is the name of a day of the week, in any case, with or without a comma or full stop."""
    return word.rstrip(".,").casefold() in _WEEKDAYS
