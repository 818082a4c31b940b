# syntax=docker/dockerfile:1

FROM alpine:3.20
RUN apt-get install a \
    # c
    b && \

    clean
RUN make \
          'in  \
          quotes'
RUN \
    make && \
    make install
RUN <<EOF
cat <<E
EOF
RUN <<EOF
--version
EOF
RUN <<EOF
[     "a" ]
EOF
RUN <<EOF
make \\
make
EOF
RUN <<EOF
make \
    install
# done
EOF
