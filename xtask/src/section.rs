//! A page written by several chores, each its own part.

use anyhow::{Context, Result, ensure};

/// `page` with the part called `name` replaced by `body`; a part it does not have yet comes last.
/// Parts stand between `<!-- name -->` and `<!-- end of name -->`.
///
/// # Errors
/// A part that begins must end.
pub(crate) fn replaced(page: &str, name: &str, body: &str) -> Result<String> {
    let (begin, end) = (format!("<!-- {name} -->\n"), format!("<!-- end of {name} -->\n"));
    let part = format!("{begin}{}\n{end}", body.trim_end());
    let Some(from) = page.find(&begin) else {
        ensure!(!page.contains(&end), "part `{name}` ends where none began");
        let gap = if page.is_empty() { "" } else { "\n" };
        return Ok(format!("{page}{gap}{part}"));
    };
    let to = page[from..].find(&end).with_context(|| format!("part `{name}` begins and does not end"))?;
    Ok(format!("{}{part}{}", &page[..from], &page[from + to + end.len()..]))
}

#[cfg(test)]
mod tests {
    use super::replaced;

    #[test]
    fn parts_are_replaced_in_place() {
        let one = replaced("# Page\n", "a", "first\n").unwrap();
        let two = replaced(&one, "b", "second").unwrap();
        assert_eq!(two, "# Page\n\n<!-- a -->\nfirst\n<!-- end of a -->\n\n<!-- b -->\nsecond\n<!-- end of b -->\n");
        let three = replaced(&two, "a", "third").unwrap();
        assert_eq!(three, two.replace("first", "third"));
        assert_eq!(replaced(&three, "a", "third").unwrap(), three);
        assert!(replaced("<!-- a -->\n", "a", "").is_err());
    }
}
