#!/usr/bin/env bash
# Makes the folder that is the image: the programs, the libraries that they load, the certificates of authorities,
# a user without rights, and nothing else: no shell, no packages.
#
#   bash image.sh PROGRAM FOLDER
#
# PROGRAM is the program `swiftlet-service` of Examples/Service; FOLDER must not be there yet. As root, on a system
# that has the libraries.
set -euo pipefail
program="$1"
folder="$2"

mkdir "$folder"
mkdir -p "$folder"/usr/local/bin "$folder"/etc/ssl/certs "$folder"/models "$folder"/feedback "$folder"/tmp
install -m 0755 "$program" "$folder/usr/local/bin/swiftlet-service"
for name in serve retrain track; do ln -s swiftlet-service "$folder/usr/local/bin/$name"; done

# Under the names by which they are looked for: links are followed.
ldd "$program" | grep -o '/[^ ]*' | while read -r library; do
    mkdir -p "$folder${library%/*}"
    cp --dereference "$library" "$folder$library"
done

cp --dereference /etc/ssl/certs/ca-certificates.crt "$folder/etc/ssl/certs/"
echo "hosts: files dns" >"$folder/etc/nsswitch.conf"
echo "swiftlet:x:10001:10001::/:/sbin/nologin" >"$folder/etc/passwd"
echo "swiftlet:x:10001:" >"$folder/etc/group"
chown 10001:10001 "$folder/feedback"
chmod 0700 "$folder/feedback"
chmod 1777 "$folder/tmp"
