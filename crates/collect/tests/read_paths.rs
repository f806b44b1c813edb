//! What a path holds is told by its content: trees, sheets, both in one folder, or neither.
#![expect(clippy::disallowed_methods, reason = "the test writes what it reads")]

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::{Path, PathBuf};

    use rackworth_collect::read::read_paths;
    use rackworth_model::inventory::{Inventory, UnreadKind};

    const SYSTEM: &str = r##"{"@odata.id":"/redfish/v1/Systems/1","@odata.type":"#ComputerSystem.v1_5_0.ComputerSystem","Model":"Example"}"##;

    /// A folder of its own under the build folder, emptied first.
    fn folder(name: &str) -> PathBuf {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        folder
    }

    fn write(folder: &Path, name: &str, text: &str) {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn read(paths: &[PathBuf]) -> (Inventory, Vec<String>) {
        let mut names = Vec::new();
        let inventory = read_paths(paths, &mut |progress| names.push(progress.name));
        (inventory, names)
    }

    #[test]
    fn a_folder_gives_its_trees_and_its_sheets() {
        let folder = folder("both");
        write(&folder, "b/redfish/v1/Systems/1/index.json", SYSTEM);
        write(&folder, "b/SOURCE.txt", "where it came from, and when\n");
        write(&folder, "b/spare.csv", "Model,Qty\nExample,2\n");
        write(&folder, "a/Systems/1/index.json", SYSTEM);
        write(&folder, "c.json", SYSTEM);
        write(&folder, "fleet.csv", "Serial,Model\nA1,Example\nA2,Example\n");
        write(&folder, "notes.md", "# Notes\n\nSome words, no columns.\n");
        write(&folder, ".hidden", "x,y\n1,2\n");
        let (inventory, names) = read(std::slice::from_ref(&folder));
        let names: Vec<&str> = names.iter().map(|name| name.rsplit("both/").next().unwrap()).collect();
        assert_eq!(names, ["a", "b", "b/spare.csv", "c.json", "fleet.csv"]);
        assert!(inventory.problems.is_empty(), "{:?}", inventory.problems);
        let left: Vec<_> = inventory.unread.iter().filter(|note| note.kind == UnreadKind::File).collect();
        assert_eq!(left.len(), 1, "{left:?}");
        assert_eq!(left[0].text, "notes.md");
    }

    #[test]
    fn the_same_path_is_read_once_and_names_are_told_apart() {
        let folder = folder("twice");
        for side in ["left", "right"] {
            write(&folder, &format!("{side}/r1/redfish/v1/Systems/1/index.json"), SYSTEM);
        }
        let paths = [folder.join("right/r1"), folder.join("left/r1"), folder.join("left/r1")];
        let (inventory, names) = read(&paths);
        assert_eq!(inventory.assets.len(), 2);
        assert!(names[0].ends_with("left/r1") && names[1].ends_with("right/r1"), "{names:?}");
    }

    #[test]
    fn what_is_neither_is_a_problem_when_it_was_asked_for() {
        let folder = folder("neither");
        write(&folder, "list.xml", "<CIM></CIM>");
        write(&folder, "other.json", "{\"a\":1}");
        let paths = [folder.join("list.xml"), folder.join("other.json"), folder.join("gone.csv"), folder.clone()];
        let (inventory, names) = read(&paths);
        assert!(names.is_empty() && inventory.assets.is_empty());
        let told: Vec<String> = inventory.problems.iter().map(|problem| problem.found.clone()).collect();
        assert_eq!(
            told,
            ["a folder without either", "nothing at this path", "XML or HTML", "JSON that is no Redfish resource"]
        );
    }

    #[test]
    fn a_tree_without_its_root_is_one_tree() {
        let folder = folder("rootless");
        write(&folder, "Systems/1/index.json", SYSTEM);
        let memory = r##"{"@odata.id":"/redfish/v1/Systems/1/Memory/1","@odata.type":"#Memory.v1_5_0.Memory","CapacityMiB":16384}"##;
        write(&folder, "Systems/1/Memory/1/index.json", memory);
        write(
            &folder,
            "Chassis/1/index.json",
            r##"{"@odata.id":"/redfish/v1/Chassis/1","@odata.type":"#Chassis.v1_5_0.Chassis"}"##,
        );
        let (inventory, _) = read(std::slice::from_ref(&folder));
        assert_eq!((inventory.assets.len(), inventory.assets[0].readings.len()), (1, 1));
        let (inventory, _) = read(&[folder.join("Systems/1")]);
        assert_eq!((inventory.assets.len(), inventory.assets[0].readings.len()), (1, 1), "a piece of a tree will do");
    }

    #[cfg(unix)]
    #[test]
    fn links_that_lead_in_circles_end() {
        let folder = folder("circle");
        write(&folder, "a/redfish/v1/Systems/1/index.json", SYSTEM);
        std::os::unix::fs::symlink(&folder, folder.join("z")).unwrap();
        std::os::unix::fs::symlink(folder.join("a/redfish"), folder.join("a/redfish/v1/again")).unwrap();
        std::os::unix::fs::symlink(folder.join("gone"), folder.join("broken")).unwrap();
        let (inventory, _) = read(std::slice::from_ref(&folder));
        assert_eq!(inventory.assets.len(), 1);
    }

    #[test]
    fn a_single_resource_is_read() {
        let folder = folder("single");
        write(&folder, "system.json", SYSTEM);
        let (inventory, _) = read(&[folder.join("system.json")]);
        assert_eq!(inventory.assets[0].id.model.as_deref(), Some("Example"));
    }
}
