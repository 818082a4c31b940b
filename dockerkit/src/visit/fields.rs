//! The fields of instructions, stages and directives.

use super::{Field, Slot};

macro_rules! operands {
    ($($id:ident = $name:literal, $what:literal in $slot:ident $(, $more:ident($($argument:expr),*))*;)+) => {
        $(pub(crate) static $id: Field = Field::operand($name, $what, Slot::$slot)$(.$more($($argument),*))*;)+
    };
}

macro_rules! flags {
    ($($name:ident = $written:literal, $what:literal $(, $more:ident($($argument:expr),*))*;)+) => {
        $(pub(crate) static $name: Field = Field::flag($written, $what)$(.$more($($argument),*))*;)+

        /// The flags of instructions.
        #[cfg(test)]
        pub(crate) static FLAGS: &[&Field] = &[$(&$name),+];
    };
}

operands! {
    ARGUMENTS = "arguments", "argument" in List;
    ARGUMENT_NAME = "name", "the name of an argument" in Name;
    ARGUMENT_KEY = "name", "the name of an argument" in Word;
    ARGUMENT_DEFAULT = "default", "the default of" in Word, of_key();
    VARIABLES = "variables", "variable" in List;
    VARIABLE_NAME = "name", "the name of a variable" in Name;
    VARIABLE_KEY = "name", "the name of a variable" in Word;
    VARIABLE_VALUE = "value", "the value of" in Word, of_key();
    LABELS = "labels", "label" in List;
    LABEL_KEY = "key", "the key of a label" in Word, not_empty();
    LABEL_VALUE = "value", "the value of the label" in Word, of_key();
    COMMENT = "comment", "the comment" in Comment;
    COMMAND = "command", "the command" in Word;
    CONTAINER_COMMAND = "command", "the command" in Word;
    RESET_COMMAND = "command", "the command" in Word;
    SHELL = "words", "the shell" in Word;
    PORTS = "ports", "port" in List;
    PORT = "port", "the port" in Name;
    AUTHOR = "author", "the author" in Word;
    SIGNAL = "signal", "the signal" in Word;
    TRIGGER = "text", "the text of the trigger" in Word, not_empty();
    USER = "user", "the user" in Word, not_empty();
    VOLUMES = "paths", "path" in List;
    VOLUME = "path", "the path" in Path, not_empty();
    DIRECTORY = "path", "the directory" in Word, not_empty();
    SOURCES = "sources", "source" in List;
    SOURCE = "source", "a source" in Path, not_empty();
    DESTINATION = "destination", "the destination" in Path, not_empty();
    INLINE_FILE = "here-document", "the name of an inline file" in Name, since(4, "a here-document"), labs_before(3);
    INLINE_CONTENT = "here-document", "the content of" in Body, of_key();
    BASE = "image", "the image" in Name;
    STAGE_NAME = "name", "the name of a stage" in Name;
}

flags! {
    PLATFORM = "--platform=", "the platform", slot(Slot::Name);
    FROM = "--from=", "`from`";
    CHOWN = "--chown=", "`--chown`", empty_is_none();
    CHMOD = "--chmod=", "`--chmod`", empty_is_none(), since(2, "`--chmod`");
    LINK = "--link", "", since(4, "`--link`");
    PARENTS = "--parents", "", since(20, "`COPY --parents`"), labs_before(7);
    EXCLUDE = "--exclude=", "`--exclude`", not_empty(), since(19, "`--exclude`"), labs_before(7);
    KEEP_GIT_DIR = "--keep-git-dir", "", since(6, "`ADD --keep-git-dir`"), labs_before(5);
    CHECKSUM = "--checksum=", "`--checksum`", empty_is_none(), since(6, "`ADD --checksum`"), labs_before(5);
    UNPACK = "--unpack", "", since(17, "`ADD --unpack`");
    MOUNT = "--mount=", "", since(2, "`RUN --mount`");
    NETWORK = "--network=", "", since(3, "`RUN --network`"), labs_before(2);
    SECURITY = "--security=", "", since(20, "`RUN --security`"), labs_before(2);
    DEVICE = "--device=name=", "the name of the device", not_empty(), labs(14, "`RUN --device`");
    INTERVAL = "--interval=", "";
    TIMEOUT = "--timeout=", "";
    START_PERIOD = "--start-period=", "";
    START_INTERVAL = "--start-interval=", "", since(6, "`HEALTHCHECK --start-interval`");
    RETRIES = "--retries=", "";
    SYNTAX = "# syntax=", "`syntax`", slot(Slot::Name);
    CHECK = "# check=", "`check`", slot(Slot::Name), since(8, "the directive `check`");
}
