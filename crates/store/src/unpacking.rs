//! Assets out of their stored bodies: unpacked while the next are fetched and the last are taken in.

use std::sync::mpsc::{Receiver, sync_channel};

use rackworth_model::inventory::RawAsset;
use rayon::prelude::*;

use crate::codec::{from_json, unpack};
use crate::error::StoreError;
use crate::inventory::AssetRow;

/// Assets unpacked together: bounds memory.
const TOGETHER: usize = 1_024;

type Unpacked = Result<Vec<RawAsset>, StoreError>;

/// Hands on every asset in the order in which the bodies came.
pub(crate) struct Unpacking<'e> {
    each: &'e mut dyn FnMut(RawAsset),
    /// Not yet enough to be unpacked.
    bodies: Vec<Vec<u8>>,
    /// What is being unpacked.
    ahead: Option<Receiver<Unpacked>>,
}

impl<'e> Unpacking<'e> {
    pub(crate) fn new(each: &'e mut dyn FnMut(RawAsset)) -> Unpacking<'e> {
        Unpacking { each, bodies: Vec::with_capacity(TOGETHER), ahead: None }
    }

    pub(crate) fn add(&mut self, body: Vec<u8>) -> Result<(), StoreError> {
        self.bodies.push(body);
        if self.bodies.len() < TOGETHER {
            return Ok(());
        }
        let bodies = std::mem::replace(&mut self.bodies, Vec::with_capacity(TOGETHER));
        let (done, ahead) = sync_channel(1);
        rayon::spawn(move || drop(done.send(unpacked(&bodies))));
        let last = self.ahead.replace(ahead);
        self.hand_on(last)
    }

    pub(crate) fn finish(mut self) -> Result<(), StoreError> {
        let last = self.ahead.take();
        self.hand_on(last)?;
        unpacked(&self.bodies)?.into_iter().for_each(self.each);
        Ok(())
    }

    fn hand_on(&mut self, ahead: Option<Receiver<Unpacked>>) -> Result<(), StoreError> {
        let Some(ahead) = ahead else { return Ok(()) };
        let assets = ahead.recv().expect("what unpacks tells what came out, whatever it is")?;
        assets.into_iter().for_each(&mut *self.each);
        Ok(())
    }
}

fn unpacked(bodies: &[Vec<u8>]) -> Unpacked {
    bodies.par_iter().map(|body| read_asset(&unpack(body)?)).collect()
}

pub(crate) fn read_asset(json: &[u8]) -> Result<RawAsset, StoreError> {
    from_json::<AssetRow<'_>>("an asset", json)?.read()
}

#[cfg(test)]
mod tests {
    use rackworth_model::Locator;
    use rackworth_model::hardware::{ComponentKind, Place, RawComponent, Reading};
    use rackworth_model::inventory::AssetKind;

    use super::*;
    use crate::codec::{pack, to_json};
    use crate::error::ErrorKind;

    fn body(i: usize) -> Vec<u8> {
        let mut asset =
            RawAsset::new(AssetKind::Server, Place { file: format!("host-{i}").into(), locator: Locator::File });
        asset.service_tag = Some(i.to_string());
        pack(to_json("an asset", &AssetRow::from(&asset)).unwrap().as_bytes()).unwrap()
    }

    fn tags(bodies: impl Iterator<Item = Vec<u8>>) -> Result<Vec<String>, StoreError> {
        let mut tags = Vec::new();
        let mut take = |asset: RawAsset| tags.extend(asset.service_tag);
        let mut unpacking = Unpacking::new(&mut take);
        for body in bodies {
            unpacking.add(body)?;
        }
        unpacking.finish()?;
        Ok(tags)
    }

    #[test]
    fn assets_come_out_in_their_order_however_many_there_are() {
        for n in [0, 1, TOGETHER - 1, TOGETHER, TOGETHER + 1, 2 * TOGETHER, 3 * TOGETHER + 7] {
            let expected: Vec<String> = (0..n).map(|i| i.to_string()).collect();
            assert_eq!(tags((0..n).map(body)).unwrap(), expected);
        }
    }

    #[test]
    fn what_is_read_takes_the_room_it_needs() {
        let place = Place { file: "host".into(), locator: Locator::File };
        let mut asset = RawAsset::new(AssetKind::Server, place.clone());
        let dimm = RawComponent::new(ComponentKind::Dimm, place);
        asset.readings = (0..5).map(|_| Reading::certain("", vec![dimm.clone()])).collect();
        let read = read_asset(to_json("an asset", &AssetRow::from(&asset)).unwrap().as_bytes()).unwrap();
        assert_eq!(read, asset);
        assert_eq!(read.readings.capacity(), 5);
        for reading in read.readings {
            let options = reading.into_options();
            assert_eq!((options.capacity(), options[0].components.capacity()), (1, 1));
        }
    }

    #[test]
    fn damage_is_told_wherever_it_is() {
        for damaged in [0, TOGETHER - 1, TOGETHER, 3 * TOGETHER + 1] {
            let bodies = (0..3 * TOGETHER + 2).map(|i| if i == damaged { b"none".to_vec() } else { body(i) });
            assert_eq!(tags(bodies).unwrap_err().kind(), ErrorKind::Corrupt, "{damaged}");
        }
    }
}
