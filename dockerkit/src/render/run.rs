//! `RUN`, and the instructions of a few words.

use crate::duration::push_duration;
use crate::heredoc;
use crate::instruction::{Arg, Env, Expose, Healthcheck, Label, Run};
use crate::list::Holder;
use crate::or_arg::{Notation, push_number};
use crate::shape;
use crate::shape::Form;
use crate::shell::Command;

use super::Writer;
use super::characters::{PLAIN_FLAG, all_in};

impl Writer {
    pub(super) fn run(&mut self, start: usize, run: &Run) {
        self.text.push_str("RUN ");
        // With mounts every flag has a line of its own.
        let lines = !run.mounts.is_empty();
        let mut first = true;
        let mut separate = |out: &mut Self| match (std::mem::take(&mut first), lines) {
            (true, _) => {}
            (false, true) => out.next_line(),
            (false, false) => out.text.push(' '),
        };
        for mount in &run.mounts {
            separate(self);
            self.mount(mount);
        }
        if let Some(network) = run.network {
            separate(self);
            self.text.push_str("--network=");
            self.text.push_str(network.as_str());
        }
        if let Some(security) = run.security {
            separate(self);
            self.text.push_str("--security=");
            self.text.push_str(security.as_str());
        }
        for device in &run.devices {
            separate(self);
            self.text.push_str("--device=");
            let start = self.text.len();
            self.text.push_str("name=");
            self.text.push_str(&device.name);
            let plain = !device.name.contains(',') && all_in(&device.name, &PLAIN_FLAG);
            if !plain {
                self.csv(start);
            }
            if device.required {
                self.text.push_str(",required");
            }
            if !plain {
                self.quote_flag(start);
            }
        }
        let form = match &run.command {
            Command::Shell(shell) => shape::form(shell, Holder::Run, self.escape),
            Command::Script(text) => Form::Script(shape::ended(text.text())),
            Command::Exec(words) => {
                separate(self);
                self.exec(words);
                return self.fold(start);
            }
        };
        if let Form::Script(body) = form {
            if !first {
                self.text.push(' ');
            }
            let word = heredoc::word(&body);
            self.text.push_str("<<");
            self.text.push_str(&word);
            self.fold(start);
            self.body(&word, &body);
        } else {
            separate(self);
            // Their lines are short, and stay as they are.
            let documents = matches!(form, Form::Documents(_));
            self.form(form);
            if !documents {
                self.fold(start);
            }
        }
    }

    pub(super) fn env(&mut self, env: &Env) {
        self.text.push_str("ENV ");
        for (at, (name, value)) in env.variables.iter().enumerate() {
            if at > 0 {
                self.next_line();
            }
            self.variable(name);
            self.text.push('=');
            self.word(value);
        }
    }

    pub(super) fn arg(&mut self, arg: &Arg) {
        self.text.push_str("ARG ");
        for (at, declaration) in arg.declarations.iter().enumerate() {
            // Check refuses references in it.
            let name = declaration.name.as_literal().unwrap_or_default();
            match at {
                0 => {}
                // At the start of a line it would be a comment.
                _ if name.starts_with('#') => self.text.push(' '),
                _ => self.next_line(),
            }
            self.text.push_str(name);
            if let Some(default) = &declaration.default {
                self.text.push('=');
                self.word(default);
            }
        }
    }

    pub(super) fn label(&mut self, label: &Label) {
        self.text.push_str("LABEL ");
        for (at, (key, value)) in label.labels.iter().enumerate() {
            if at > 0 {
                self.next_line();
            }
            self.word(key);
            self.text.push('=');
            self.word(value);
        }
    }

    pub(super) fn expose(&mut self, expose: &Expose) {
        self.text.push_str("EXPOSE");
        for port in &expose.ports {
            self.text.push(' ');
            match port.meaning() {
                Ok(known) => known.write(&mut self.text),
                Err(text) => self.bare(text),
            }
        }
    }

    pub(super) fn healthcheck(&mut self, check: &Healthcheck) {
        self.text.push_str("HEALTHCHECK ");
        // Whatever its options are, they do nothing.
        let Some(command) = &check.command else {
            return self.text.push_str("NONE");
        };
        let durations = [
            ("--interval=", check.interval),
            ("--timeout=", check.timeout),
            ("--start-period=", check.start_period),
            ("--start-interval=", check.start_interval),
        ];
        for (name, duration) in durations {
            if let Some(duration) = duration {
                self.text.push_str(name);
                push_duration(&mut self.text, duration);
                self.text.push(' ');
            }
        }
        if let Some(retries) = check.retries {
            self.text.push_str("--retries=");
            push_number(&mut self.text, u64::from(retries));
            self.text.push(' ');
        }
        self.text.push_str("CMD ");
        self.command(command);
    }
}
