//! Paths as they go over the wire.

/// A path and its query with everything encoded that may not stand in a request line. What is
/// encoded already stays as it is.
pub(super) fn encoded(path: &str, query: Option<&str>) -> String {
    let (path, own_query) = path.split_once('?').map_or((path, None), |(path, query)| (path, Some(query)));
    let mut text = encoded_part(path);
    for (query, sign) in [own_query, query].into_iter().flatten().zip(['?', '&']) {
        text.push(sign);
        text.push_str(&encoded_part(query));
    }
    text
}

/// Signs that RFC 3986 allows in a path or query, the percent sign included.
const ALLOWED: &[u8] = b"-._~!$&'()*+,;=:@/?%";

fn encoded_part(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || ALLOWED.contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// A path with its percent signs read; what is no text then has its bytes replaced.
pub(super) fn decoded(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let digits = after.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        let byte = digits.filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
        match byte.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) if *first == b'%' => {
                out.push(byte);
                rest = &after[2..];
            }
            _ => {
                out.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_may_not_stand_in_a_request_is_encoded_once() {
        let plain = "/redfish/v1/Systems/1/Drives/Disk.Bay.0:Enclosure";
        assert_eq!(encoded(plain, None), plain);
        assert_eq!(encoded("/a b/%23/é", None), "/a%20b/%23/%C3%A9");
        assert_eq!(encoded("/a", Some("$expand=.($levels=1)")), "/a?$expand=.($levels=1)");
        assert_eq!(encoded("/a?$skip=50", Some("$select=X")), "/a?$skip=50&$select=X");
    }

    #[test]
    fn percent_signs_are_read_once() {
        assert_eq!(decoded("Disk%3A1%2520"), "Disk:1%20");
        assert_eq!(decoded("100%"), "100%");
        assert_eq!(decoded("%zz%4"), "%zz%4");
    }

    proptest! {
        #[test]
        fn any_text_is_a_path_of_a_request(text in "/\\PC{0,60}") {
            prop_assert!(encoded(&text, None).parse::<hyper::Uri>().is_ok());
        }
    }
}
