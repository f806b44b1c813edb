//! Closed lists of the vocabulary that have no words of their own, as they are stored.

use rackworth_model::inventory::{Amounts, AssetKind, TextUnit, UnreadKind};
use serde::{Deserialize, Serialize};

macro_rules! mirror {
    ($row:ident of $model:ident { $($variant:ident),* $(,)? }) => {
        #[derive(Serialize, Deserialize, Clone, Copy)]
        pub(crate) enum $row { $($variant),* }

        impl From<$model> for $row {
            fn from(value: $model) -> $row {
                match value { $($model::$variant => $row::$variant),* }
            }
        }

        impl From<$row> for $model {
            fn from(row: $row) -> $model {
                match row { $($row::$variant => $model::$variant),* }
            }
        }
    };
}

mirror!(AssetKindRow of AssetKind { Server, Rack, LooseParts, Card, PowerShelf, Unknown });
mirror!(AmountsRow of Amounts { Total, Each, Unsaid });
mirror!(TextUnitRow of TextUnit { Megabytes, Gigabytes, Terabytes, Watts });
mirror!(UnreadKindRow of UnreadKind { File, Sheet, Column, Row, Fragment, Section, Resource });
