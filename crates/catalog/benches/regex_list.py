"""A list of regular expressions per kind of component, tried in order: what one writes
first. Reads `kind<TAB>words` lines, identifies each, prints plain and cached seconds."""
import functools
import re
import sys
import time

DEPTH = {"51": 4, "52": 4, "1G": 8, "1K": 8, "2G": 16, "2K": 16, "4G": 32, "4K": 32, "8G": 64, "8K": 64, "AG": 128, "AK": 128}
SPEED = {"PB": 2133, "RC": 2400, "TD": 2666, "VF": 2933, "YF": 2933, "WE": 3200, "AE": 3200, "K0": 1600, "H9": 1333,
         "MA": 1866, "TF": 2133, "UH": 2400, "VK": 2666, "WM": 2933, "XN": 3200, "QK": 4800}
TYPE = {"93": "rdimm", "86": "lrdimm", "91": "ecc-udimm", "78": "udimm", "71": "sodimm", "21": "rdimm", "R": "rdimm",
        "L": "lrdimm", "U": "udimm", "S": "sodimm", "P": "rdimm", "A": "ecc-udimm", "H": "sodimm", "E": "ecc-udimm"}
MICRON = {"2G1": 2133, "2G3": 2400, "2G4": 2400, "2G6": 2666, "2G9": 2933, "3G2": 3200, "1G4": 1333, "1G6": 1600}


def patterns(*rows):
    return [(re.compile(pattern, re.I), make) for pattern, make in rows]


DIMM = patterns(
    (r"^M3(93|86|91|78|92)(A|B)(5[12]|[1248A][GK])\d(0|3)\w{3}-\w(\w\w)",
     lambda m: ("dimm", "ddr4" if m[2].upper() == "A" else "ddr3", TYPE.get(m[1]), DEPTH.get(m[3].upper()), SPEED.get(m[5].upper()))),
    (r"^M321R([1248A]G)\w(0|3)\w{3}-\w(QK|WM|CP)",
     lambda m: ("dimm", "ddr5", "rdimm", DEPTH.get(m[1].upper()), SPEED.get(m[3].upper()))),
    (r"^HMA\w(51|1G|2G|4G|8G|AG)(R|L|U|S)(7|6)\w{3}(4|8|6)N-(\w\w)",
     lambda m: ("dimm", "ddr4", TYPE[m[2].upper()], DEPTH.get(m[1].upper()), SPEED.get(m[5].upper()))),
    (r"^HMT\w(12|25|51|1G|2G|4G)(R|L|U|S)(7|6)\w{3}(4|8|6)\w-(\w\w)",
     lambda m: ("dimm", "ddr3", TYPE[m[2].upper()], DEPTH.get(m[1].upper()), SPEED.get(m[5].upper()))),
    (r"^HMCG(66|78|84|88|94)\w(E|G|H)BR",
     lambda m: ("dimm", "ddr5", "rdimm", {"66": 8, "78": 16, "84": 32, "88": 32, "94": 64}[m[1]], {"E": 4800, "G": 5600, "H": 6400}[m[2].upper()])),
    (r"^(?:MTA)?(\d+)AS[FS](\d+)(G?)(72|64)(P|L|A|H)\w?Z-(\dG\d)",
     lambda m: ("dimm", "ddr4", TYPE[m[5].upper()], int(m[2]) * 8 if m[3] else 4, MICRON.get(m[6].upper()))),
    (r"^(?:MT)?(\d+)[JK]SF(\d+)(G?)(72|64)(P|L|A|H)\w?Z-(\dG\d)",
     lambda m: ("dimm", "ddr3", TYPE[m[5].upper()], int(m[2]) * 8 if m[3] else 4, MICRON.get(m[6].upper()))),
    (r"^K(?:VR|SM)(\d\d)L?(R|L|E|S|N)\d*(S|D|Q)(4|8)\w*/(\d+)",
     lambda m: ("dimm", "ddr4", TYPE.get(m[2].upper()), int(m[5]), int(m[1]) * 100)),
    (r"^CT(\d+)G4(R|L|W|D|S|T)F(S|D|Q)(4|8)(\d+)",
     lambda m: ("dimm", "ddr4", TYPE.get(m[2].upper()), int(m[1]), m[5])),
    (r"^SNP\w{5}C?/(\d+)G", lambda m: ("dimm", None, None, int(m[1]), None)),
)
DRIVE = patterns(
    (r"MZ-?\w{1,3}?(\d+T\d|\d{3})\w{4}", lambda m: ("drive", "ssd", m[1])),
    (r"SSD(?:SC2|SC1|SCK|PE2|PED|PF2)\w\w(\d{3})([TGX])\d", lambda m: ("drive", "ssd", m[1] + m[2])),
    (r"MTFD\w{3}(\d+T\d|\d{3})", lambda m: ("drive", "ssd", m[1])),
    (r"\bK(?:CD|CM|PM|RM|XD)\w{5}(\dT\d\d|\d{3}G)", lambda m: ("drive", "ssd", m[1])),
    (r"\bPX0[45]S\w\w(\d{3})", lambda m: ("drive", "ssd", m[1])),
    (r"\bHFS(\d+T\d|\d+)G", lambda m: ("drive", "ssd", m[1])),
    (r"\bHUS(?:M\w|MR)\d\d(\d\d)", lambda m: ("drive", "ssd", m[1])),
    (r"\bST(\d+)(NM|MM|MP|NX|DM|VN|LM)\w{4}", lambda m: ("drive", "hdd", int(m[1]))),
    (r"\bST[39](\d+)\d{3}(NS|AS|SS)", lambda m: ("drive", "hdd", int(m[1]))),
    (r"\b(?:HU[ACHS]|WUH|WUS)(\d\d)(\d\d)(\d\d)\w", lambda m: ("drive", "hdd", m[3])),
    (r"\bWD(\d{2,4})[A-Z]{2,4}", lambda m: ("drive", "hdd", m[1])),
    (r"\b(?:MG0\d|DT01|AL1[45])\w{3}(\d+)", lambda m: ("drive", "hdd", m[1])),
    (r"\b(?:MB|EG|EH|MM)(\d{4,6})\w{5}", lambda m: ("drive", "hdd", int(m[1]))),
    (r"\b(?:MK|MO|VK|VO|LK)(\d{4,6})\w{5}", lambda m: ("drive", "ssd", int(m[1]))),
    (r"(\d+(?:\.\d+)?)\s?([TG])B", lambda m: ("drive", None, m[1] + m[2])),
)
CPU = patterns(
    (r"Xeon\W+(?:\(R\)\s*)?(Platinum|Gold|Silver|Bronze)\s+(\d{4}\w{0,2}\+?)", lambda m: ("cpu", m[1], m[2])),
    (r"\b(E[357]-\d{4}\w?)\s*(v\d)?", lambda m: ("cpu", m[1], m[2])),
    (r"EPYC\s+(\w{4,5})", lambda m: ("cpu", "epyc", m[1])),
    (r"Opteron\W+(?:\(tm\)\s*)?(?:Processor\s+)?(\d{4}\w*)", lambda m: ("cpu", "opteron", m[1])),
    (r"\b([EXLW]\d{4})\b", lambda m: ("cpu", "xeon", m[1])),
)
KINDS = {"dimm": DIMM, "drive": DRIVE, "cpu": CPU}


def identify(kind, words):
    text = words.strip()
    for pattern, make in KINDS[kind]:
        match = pattern.search(text)
        if match:
            return make(match)
    return None


def main():
    lines = [line.rstrip("\n").split("\t", 1) for line in sys.stdin]
    start = time.process_time()
    found = sum(identify(kind, words) is not None for kind, words in lines)
    plain = time.process_time() - start
    cached = functools.cache(identify)
    start = time.process_time()
    for kind, words in lines:
        cached(kind, words)
    print(len(lines), found, plain, time.process_time() - start)


main()
