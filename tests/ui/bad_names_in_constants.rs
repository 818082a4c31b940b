use dockerkit::{CacheId, Image, PackageManager, Platform, Sharing, StageName, VariableName};

const STAGE: StageName = StageName::from_static("1st");
const IMAGE: Image = Image::from_static("my image");
const PLATFORM: Platform = Platform::from_static("linux amd64");
const ID: CacheId = CacheId::from_static("é");
const VARIABLE: VariableName = VariableName::from_static("A=B");
const MANAGER: PackageManager = PackageManager::from_static("uvv");
const SHARING: Sharing = Sharing::from_static("lock");

fn main() {
    let _ = (STAGE, IMAGE, PLATFORM, ID, VARIABLE, MANAGER, SHARING);
}
