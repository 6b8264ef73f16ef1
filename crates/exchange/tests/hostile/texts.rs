//! Delimited text in every encoding and out of every rule.

use encoding_rs::GB18030;

use super::{Case, read, refused};

fn shows(name: &'static str, text: &str, rows: &[&str], codes: &[&'static str]) -> Case {
    read(name, "a.csv", text.as_bytes().to_vec(), rows, codes)
}

fn refuses(name: &'static str, bytes: &[u8], code: &'static str) -> Case {
    refused(name, "a.csv", bytes.to_vec(), code)
}

const TABLE: &str = "学校,人数\n第一小学〇,5\n";
const ROWS: [&str; 2] = ["1:'学校|'人数", "2:'第一小学〇|'5"];

pub(crate) fn cases() -> Vec<Case> {
    [encodings(), quotes(), shapes()].into_iter().flatten().collect()
}

fn encodings() -> Vec<Case> {
    let in_bytes = |name, bytes: Vec<u8>| read(name, "a.csv", bytes, &ROWS, &[]);
    let marked = format!("\u{feff}{TABLE}");
    let (national, _, _) = GB18030.encode(TABLE);
    let with_tail = [TABLE.as_bytes(), b"\xFF\xFF\xFF"].concat();
    vec![
        in_bytes("UTF-8", TABLE.into()),
        in_bytes("UTF-8 with mark", marked.clone().into()),
        in_bytes("GB18030", national.into_owned()),
        in_bytes("UTF-16 little-endian", marked.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        in_bytes("UTF-16 big-endian", marked.encode_utf16().flat_map(u16::to_be_bytes).collect()),
        refuses("bytes of no encoding", &with_tail, "text-encoding-unknown"),
        refuses(
            "UTF-8 by its mark but not by its bytes",
            b"\xEF\xBB\xBFa\n\xD6\xD0\n",
            "text-encoding-unknown",
        ),
        refuses("half a character of UTF-16", b"\xFF\xFEa\0,\0\n", "text-encoding-unknown"),
        refuses("a NUL", b"a,b\n1,\0\n", "text-has-nul"),
        read("only a mark", "a.csv", b"\xEF\xBB\xBF".to_vec(), &[], &[]),
    ]
}

fn quotes() -> Vec<Case> {
    let long = format!("a,b\n{},1\n", "x".repeat(40_000));
    let run_away = format!("a,b\n\"{},1\n", "x,y\n".repeat(20_000));
    vec![
        shows(
            "quotes, doubled, over lines",
            "a,b\n\"x,\"\"y\"\"\nz\",2\n",
            &["1:'a|'b", "2:'x,\"y\"\nz|'2"],
            &[],
        ),
        shows("a lone quote", "a,b\n5\" pipe,2\n", &["1:'a|'b", "2:'5\" pipe|'2"], &["quote-in-field"]),
        shows("text behind quotes", "a,b\n\"x\"y,2\n", &["1:'a|'b", "2:'xy|'2"], &["quote-in-field"]),
        refuses("quotes that never close", b"a,b\n\"x,1\ny,2\n", "quote-unclosed"),
        refuses("quotes that never close in a long file", run_away.as_bytes(), "quote-unclosed"),
        refuses("a field too long", long.as_bytes(), "text-too-long"),
    ]
}

fn shapes() -> Vec<Case> {
    let wide = |fill: &str| vec![fill; 600].join(",");
    let table = format!("{}\n", wide("1"));
    let kept = format!("1:{}", vec!["'1"; 512].join("|"));
    let ragged: String = (0..600).map(|_| "1\n").collect();
    vec![
        shows("a field too few", "a,b,c\n1,2\n1,2,3\n", &["1:'a|'b|'c", "3:'1|'2|'3"], &["row-ragged"]),
        shows("a field too many", "a,b\n1,2,3\n1,2\n", &["1:'a|'b", "3:'1|'2"], &["row-ragged"]),
        shows("blanks too many", "a,b\n1,2,,\n", &["1:'a|'b", "2:'1|'2"], &[]),
        shows(
            "more faults than are listed",
            &format!("a,b\n{ragged}"),
            &["1:'a|'b"],
            &["row-ragged", "findings-cut"],
        ),
        shows(
            "a title before the header",
            "学校情况表\na,b\n1,2\n",
            &["1:'学校情况表", "2:'a|'b", "3:'1|'2"],
            &[],
        ),
        shows("blank lines", "a,b\n\n,,\n1,2\n\n", &["1:'a|'b", "4:'1|'2"], &[]),
        shows("semicolons", "a;b\n1,5;2\n", &["1:'a|'b", "2:'1,5|'2"], &[]),
        shows("tabs", "a\tb\n1,5\t2\n", &["1:'a|'b", "2:'1,5|'2"], &[]),
        shows(
            "line ends of three systems",
            "a,b\r\n1,2\r3,4\n5,6",
            &["1:'a|'b", "2:'1|'2", "3:'3|'4", "4:'5|'6"],
            &[],
        ),
        shows("one column", "a\n1\n", &["1:'a", "2:'1"], &[]),
        shows("formulas are text", "a,b\n=1+1,@SUM(A1)\n", &["1:'a|'b", "2:'=1+1|'@SUM(A1)"], &[]),
        shows("wider than is read", &table, &[&kept], &["cells-beyond-columns"]),
    ]
}
