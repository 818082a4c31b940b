//! What every type promises to whoever keeps it: it can be sent, shared and moved; and how large the model is.

use std::mem::size_of;

use dockerkit::{
    AddFiles, Arg, Base, BindMount, BuildScript, CacheComparison, CacheDirectory, CacheId,
    CacheIds, CacheMount, CachePrefix, CacheRecord, CacheState, CacheStore, Caches, Carried,
    Checked, Cmd, Command, Comment, ComparedCache, CopyFiles, Declaration, DefaultShell, Device,
    Directives, DiskSize, DiskUsage, Dockerfile, Entrypoint, Env, Error, Escape, Expose,
    FileSource, Finding, Healthcheck, Image, InlineFile, Instruction, Label, LeftOut,
    LeftOutReason, Level, Maintainer, Mode, Mount, Network, OnBuild, OrArg, Origin, OtherRecords,
    Output, PackageManager, Pattern, Platform, Port, Preset, Protocol, RecordTime, Report, Rule,
    Run, SecretMount, Security, Sharing, Shell, Source, SshMount, Stage, StageName, StageRef, Step,
    StopSignal, StorePlace, SyntaxVersion, Target, Text, TmpfsMount, UnknownPackageManager, User,
    VariableName, Volume, Workdir, Written,
    presets::{Cache, Contents, Evidence, Row},
};

macro_rules! all {
    ($($type:ty)*) => {
        $(const _: fn() = || {
            fn promises<T: Send + Sync + Unpin + 'static>() {}
            promises::<$type>();
        };)*
    };
}

all! {
    AddFiles Arg Base BindMount BuildScript Cache CacheDirectory CacheId CacheIds CacheMount CachePrefix CacheStore Caches Carried Checked<'static> Cmd Command Comment Contents CopyFiles
    Declaration DefaultShell Device Directives Dockerfile Entrypoint Env Error Escape Evidence Expose FileSource Finding
    Healthcheck Image InlineFile Instruction Label LeftOut LeftOutReason Level Maintainer Mode Mount Network OnBuild OrArg<u32> OrArg<Mode>
    OrArg<Port> OrArg<Sharing> Origin Output<'static> PackageManager Pattern Platform Port Preset Protocol Report Row Rule Run SecretMount
    Security Sharing Shell Source SshMount Stage StageName StageRef Step StopSignal StorePlace SyntaxVersion Target Text
    TmpfsMount UnknownPackageManager User VariableName Volume Workdir Written
    CacheComparison CacheRecord CacheState ComparedCache DiskSize DiskUsage OtherRecords RecordTime
}

#[test]
fn errors_are_errors() {
    fn is<T: std::error::Error>() {}
    is::<Error>();
    is::<UnknownPackageManager>();
}

/// Vectors and boxes inside: a thousand instructions are cheap to hold, to move and to compile.
#[test]
fn the_model_is_small() {
    assert!(size_of::<Text>() <= 32, "{}", size_of::<Text>());
    assert!(
        size_of::<Instruction>() <= 40,
        "{}",
        size_of::<Instruction>()
    );
    assert!(size_of::<Step>() <= 56, "{}", size_of::<Step>());
    assert!(size_of::<Mount>() <= 16, "{}", size_of::<Mount>());
    assert!(size_of::<Run>() <= 88, "{}", size_of::<Run>());
    assert!(size_of::<Stage>() <= 160, "{}", size_of::<Stage>());
    assert!(size_of::<Error>() <= 8, "{}", size_of::<Error>());
}
