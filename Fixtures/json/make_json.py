"""Makes cases.json: JSON texts, what Python 3.11's json module makes of each, and what it writes.

Python is made as strict as the parser under test: no NaN or Infinity, no name twice, no number
beyond a double, no half of a surrogate pair, at most 64 levels. Texts are held in hexadecimal, as
some are not valid UTF-8. A value is told in the terms of `tagged` below.
"""

import json
import math
import pathlib

TEXTS = [
    "null", "true", "false", "0", "-0", "-0.0", "1", "-1", "12345678901234567890", "3.0", "0.1",
    "9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809",
    "18446744073709551616", "1e0", "1E+2", "1e-2", "1.5e300", "1e400", "-1e400", "1e-400",
    "5e-324", "2.2250738585072011e-308", "1.7976931348623157e308", "1.7976931348623159e308",
    "0.30000000000000004", "123456789.123456789e-5", "9007199254740993", "9007199254740993.0",
    "01", "-01", "00", "1.", ".5", "1.e5", "1e", "1e+", "-", "+1", "0x10", "1_000", "1 2", "--1",
    "NaN", "Infinity", "-Infinity", "nan", "nul", "nulll", "True", "tru", "falsee", "", " ", "\t\n\r ",
    " \n\t\r1\r\t\n ", "\u000b1", "\u00a01", "\ufeff1",
    '""', '"a"', '"', '"a', '"\\"', '"\\', '"\\u', '"\\u12', '"\\u123g"', '"\\u0041"', '"\\u00e9"',
    '"\\u00E9"', '"\\ud83d\\ude00"', '"\\ud83d"', '"\\ude00"', '"\\ud83dx"', '"\\ud83d\\u0041"',
    '"\\ud83d\\ud83d\\ude00"', '"\\uFFFF"', '"\\u0000"', '"\u0000"', '"\u001f"', '"\u007f"', '"\t"', '"\n"',
    '"\\b\\f\\n\\r\\t\\/\\\\\\""', '"\\a"', '"\\x41"', '"\\\'"', "'a'", '"é"', '"e\u0301"', '"日本語"',
    '"😀"', '"\u2028\u2029"', '"a" "b"', '"a"b',
    "[]", "[ ]", "[1]", "[1,2]", "[1, 2 , 3 ]", "[,]", "[1,]", "[,1]", "[1,,2]", "[1 2]", "[", "]", "[1",
    "[1,", "[[]]", "[[],[[]]]", "[}", "[1}", "[null,true,false,\"\",{},[],0,1.5]",
    "{}", "{ }", '{"a":1}', '{ "a" : 1 , "b" : [ ] }', '{"a"}', '{"a":}', '{"a":1,}', '{,}', '{:1}',
    '{"a" 1}', '{a:1}', "{'a':1}", '{1:1}', '{"a":1 "b":2}', '{"a":1', '{"a":', '{"a"', '{"a', "{",
    '}', '{]', '{"a":1]', '{"a":1,"a":2}', '{"a":1,"\\u0061":2}', '{"\u00e9":1,"e\u0301":2}', '{"":0}',
    '{"b":1,"a":2,"c":{"z":null,"y":[1,{"x":2}]}}', '{"a":{"b":{"c":{}}}}', '{"a":1}}', '{"a":1},',
    "/* a */ 1", "1 // a", "[1] x", "#",
    "[" * 64 + "]" * 64, "[" * 65 + "]" * 65, "[" * 100000, '{"a":' * 64 + "1" + "}" * 64,
    '{"a":' * 65 + "1" + "}" * 65, '[{"a":' * 32 + "1" + "}]" * 32, '[{"a":' * 33 + "1" + "}]" * 33,
]
BYTES = [
    b'"\xff"', b'"\xc3"', b'"\xc3\x28"', b'"\xed\xa0\x80"', b'"\xc0\xaf"', b'"\xf4\x90\x80\x80"',
    b'"\xe2\x82"', b'"a\x80"', b'["\xf0\x9f\x98\x80"]', b'{"\xff":1}', b'\xff', b'1\xff', b'1\x00',
    b'\x001', b'"\\u0041\xff"',
]


class Refused(Exception):
    pass


def no_constant(name):
    raise Refused(name)


def no_twins(pairs):
    if len(dict(pairs)) != len(pairs):
        raise Refused("twice")
    return Pairs(pairs)


class Pairs(list):
    """The members of an object, in order."""


def tagged(value, depth=0):
    if depth > 64 or (depth == 64 and isinstance(value, (list, Pairs))):
        raise Refused("depth")
    if value is None or isinstance(value, bool):
        return {"kind": str(value)}
    if isinstance(value, int):
        if value.bit_length() < 64 or value == -(2**63):
            return {"kind": "integer", "text": str(value)}
        return {"kind": "number", "text": float(value).hex()}
    if isinstance(value, float):
        if math.isinf(value):
            raise Refused("range")
        return {"kind": "number", "text": value.hex()}
    if isinstance(value, str):
        return {"kind": "string", "text": value.encode("utf-8").hex()}
    if isinstance(value, Pairs):
        return {
            "kind": "object",
            "names": [name.encode("utf-8").hex() for name, _ in value],
            "values": [tagged(item, depth + 1) for _, item in value],
        }
    return {"kind": "array", "values": [tagged(item, depth + 1) for item in value]}


def plain(value):
    if isinstance(value, Pairs):
        return {name: plain(item) for name, item in value}
    return [plain(item) for item in value] if isinstance(value, list) else value


cases = []
for data in [text.encode("utf-8") for text in TEXTS] + BYTES:
    case = {"text": data.hex() if len(data) < 1000 else None}
    if case["text"] is None:
        case = {"repeated": [data[:1].hex(), len(data)]}
    try:
        # An integer "-0" is a negative zero in the parser under test, which Python drops.
        value = json.loads(
            data.decode("utf-8"),
            parse_constant=no_constant,
            object_pairs_hook=no_twins,
            parse_int=lambda text: -0.0 if text == "-0" else int(text),
        )
        case["value"] = tagged(value)
        # Python writes integers of any size, which the parser under test reads as doubles.
        is_large = isinstance(value, int) and tagged(value)["kind"] == "number"
        if len(data) < 300 and not is_large:
            for name, options in [
                ("compact", {"separators": (",", ":")}),
                ("pretty", {"indent": 2}),
                ("sorted", {"separators": (",", ":"), "sort_keys": True}),
            ]:
                text = json.dumps(plain(value), ensure_ascii=False, **options)
                case[name] = text.encode("utf-8").hex()
    except (ValueError, Refused, RecursionError):
        pass
    cases.append(case)

path = pathlib.Path(__file__).with_name("cases.json")
path.write_text(json.dumps(cases, indent=0) + "\n")
print(len(cases), "cases,", sum("value" in case for case in cases), "valid")
