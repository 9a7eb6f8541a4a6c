#include "collector/ca/authority.hpp"

#include <openssl/err.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <tuple>

#include "collector/ca/name.hpp"
#include "platform/files/files.hpp"
#include "wire/text.hpp"

namespace magpie::collector::ca {
namespace {

using std::chrono::days;

constexpr days root_lasts{3653};
constexpr days issuing_lasts{730};
/// Clocks differ, and a pole takes its certificate's beginning for the least that its own may show.
constexpr std::chrono::hours begins_before{1};
constexpr days soon{30};

template <class T>
using Or = tl::expected<T, std::string>;

/// A name nobody has had: what an older CA signed must fail as unknown, not as forged.
std::string fresh_suffix() {
    std::array<unsigned char, 4> bytes{};
    RAND_bytes(bytes.data(), static_cast<int>(bytes.size()));
    std::array<char, 9> text{};
    std::snprintf(text.data(), text.size(), "%02x%02x%02x%02x", bytes[0], bytes[1], bytes[2], bytes[3]);
    return text.data();
}

Or<tls::Certificate> certificate_of(const std::string& path) {
    const auto text = tls::read_file(path);
    if (!text) {
        return tl::unexpected(text.error());
    }
    auto all = tls::certificates_in(*text);
    if (all.size() != 1) {
        return tl::unexpected(escaped(path) + " is not one certificate in PEM");
    }
    return std::move(all.front());
}

Or<tls::Key> key_of(const std::string& path, X509* certificate) {
    const auto text = tls::read_file(path);
    if (!text) {
        return tl::unexpected(text.error());
    }
    auto key = tls::private_key_in(*text);
    const bool fits = key && X509_check_private_key(certificate, key.get()) == 1;
    ERR_clear_error();
    if (!fits) {
        return tl::unexpected(escaped(path) + " is not the key of its certificate");
    }
    return key;
}

int rank(const Entry& entry, UtcMs now) {
    return expires_soon(entry, now) ? 0 : !entry.revoked && entry.until > now ? 1 : 2;
}

}  // namespace

bool expires_soon(const Entry& entry, UtcMs now) {
    return !entry.revoked && entry.until > now && entry.until < now + soon;
}

std::string shortened(const Authority& authority, const Issued& issued) {
    return issued.until < authority.issuing_until()
               ? std::string()
               : "It ends with the issuing certificate: `magpie-ca prolong` makes that last longer.\n";
}

Or<void> Authority::create(const std::string& directory, const std::string& city, UtcMs now) {
    if (city.empty() || city.size() > 32 || !is_plain_text(city)) {
        return tl::unexpected("`" + escaped(city) + "` is no name of a city: 1 to 32 bytes of plain text");
    }
    if (auto made = files::make_directory(directory); !made) {
        return made;
    }
    for (const char* file : {"/root.crt", "/root.key", "/issuing.crt", "/issuing.key", "/register.sqlite"}) {
        if (files::exists(directory + file)) {
            return tl::unexpected(escaped(directory + file) + " is there already, and is not overwritten");
        }
    }
    const std::string suffix = city + " " + fresh_suffix();
    const auto root_key = tls::make_key();
    const auto issuing_key = tls::make_key();
    const UtcMs from = now - begins_before;
    const auto root =
        make_certificate({Kind::root, "Magpie root " + suffix, from, now + root_lasts, {}}, root_key.get(), nullptr);
    if (!root) {
        return tl::unexpected(root.error());
    }
    const Issuer issuer{root->get(), root_key.get()};
    const auto issuing = make_certificate({Kind::issuing, "Magpie issuing " + suffix, from, now + issuing_lasts, {}},
                                          issuing_key.get(), &issuer);
    if (!issuing) {
        return tl::unexpected(issuing.error());
    }
    for (const auto& [name, content, mode] :
         {std::tuple("/root.key", tls::pem_of(root_key.get()), files::for_us_alone),
          {"/issuing.key", tls::pem_of(issuing_key.get()), files::for_us_alone},
          {"/issuing.crt", tls::pem_of(issuing->get()), files::for_all_to_read},
          {"/root.crt", tls::pem_of(root->get()), files::for_all_to_read}}) {  // the last: without it there is no CA
        if (auto written = files::write_new_file(directory + name, content, mode); !written) {
            return written;
        }
    }
    auto made = open(directory);
    return made ? made->crl(now) : tl::unexpected(made.error());
}

Or<Authority> Authority::open(const std::string& directory) {
    auto root = certificate_of(directory + "/root.crt");
    auto issuing = root ? certificate_of(directory + "/issuing.crt") : tl::unexpected(root.error());
    auto key = issuing ? key_of(directory + "/issuing.key", issuing->get()) : tl::unexpected(issuing.error());
    if (!key) {
        return tl::unexpected(key.error());
    }
    auto entries = Register::open(directory + "/register.sqlite");
    if (!entries) {
        return tl::unexpected(entries.error());
    }
    return Authority(directory, std::move(*root), std::move(*issuing), std::move(*key), std::move(*entries));
}

Or<tls::Certificate> Authority::make(const Order& order, EVP_PKEY* key, UtcMs now) const {
    const UtcMs end = issuing_until();
    if (end <= now) {
        return tl::unexpected("the issuing certificate expired on " + tls::written(end) +
                              "; `magpie-ca prolong` with the root's key makes a new one");
    }
    const auto until = std::min<UtcMs>(now + order.lasts, end);
    const auto by = issuer();
    const auto kind = order.usage == "broker" ? Kind::server : order.usage == "signer" ? Kind::signer : Kind::client;
    return make_certificate({kind, order.name, now - begins_before, until, order.hosts}, key, &by);
}

Issued Authority::told(X509* certificate) const {
    return {tls::pem_of(certificate) + tls::pem_of(issuing_.get()),
            {},
            tls::serial_of(certificate),
            tls::time_of(X509_get0_notAfter(certificate))};
}

Or<Issued> Authority::issue(const Order& order, UtcMs now) {
    if (order.usage == "node" || order.usage == "signer") {
        if (const auto good = check_node_name(order.name); !good) {
            return tl::unexpected("`" + escaped(order.name) + "` " + good.error());
        }
    }
    for (const auto& host : order.hosts) {
        if (const auto good = check_host(host); !good) {
            return tl::unexpected("`" + escaped(host) + "` " + good.error());
        }
    }
    const auto key = tls::make_key();
    const auto certificate = make(order, key.get(), now);
    if (!certificate) {
        return tl::unexpected(certificate.error());
    }
    auto issued = told(certificate->get());
    issued.key = tls::pem_of(key.get());
    // Before anybody has it: what is not in the register could not be revoked.
    const auto added =
        register_.add({issued.serial, order.name, order.usage, now - begins_before, issued.until, {}, {}});
    return added ? Or<Issued>(std::move(issued)) : tl::unexpected(added.error());
}

tl::expected<Issued, Refused> Authority::renew(std::string_view der, days lasts, std::string_view sender, UtcMs now) {
    auto applicant = judge_renewal(der, {root_.get(), issuing_.get()}, now);
    if (!applicant) {
        return tl::unexpected(std::move(applicant.error()));
    }
    if (!sender.empty() && sender != applicant->name) {
        return tl::unexpected(Refused{Refusal::other_topic,
                                      "`" + escaped(sender) + "` asks for a certificate of `" + applicant->name + "`"});
    }
    const auto internal = [](std::string why) { return tl::unexpected(Refused{Refusal::internal, std::move(why)}); };
    const auto certificate = make({"node", applicant->name, {}, lasts}, applicant->key.get(), now);
    if (!certificate) {
        return internal(certificate.error());
    }
    auto issued = told(certificate->get());
    const auto standing = register_.add_after(
        applicant->serial, {issued.serial, applicant->name, "node", now - begins_before, issued.until, {}, {}});
    if (!standing) {
        return internal(standing.error());
    }
    switch (*standing) {
        case Standing::revoked:
            return tl::unexpected(Refused{Refusal::revoked, "the certificate of `" + applicant->name + "` is revoked"});
        case Standing::unknown:
            return tl::unexpected(Refused{Refusal::unknown_certificate,
                                          "the certificate of `" + applicant->name + "` is not in the register"});
        case Standing::good:
            break;
    }
    return issued;
}

Or<std::int64_t> Authority::revoke(const std::string& name, const std::string& why, UtcMs now, const Deliver& deliver) {
    const auto known = register_.knows(name);
    if (!known || !*known) {
        return tl::unexpected(known ? "`" + escaped(name) + "` never had a certificate of this CA" : known.error());
    }
    auto count = register_.revoke(name, why, now);
    if (!count) {
        return count;
    }
    if (const auto list = crl(now, deliver); !list) {
        return tl::unexpected(list.error());
    }
    return count;
}

Or<void> Authority::crl(UtcMs now, const Deliver& deliver) {
    return register_.next_crl(now, [&](const std::vector<Revoked>& revoked, std::int64_t number) -> Or<void> {
        const auto made = make_crl(revoked, number, now - begins_before, now + crl_lasts, issuer());
        if (!made) {
            return tl::unexpected(made.error());
        }
        const auto text = tls::pem_of(made->get());
        auto written = files::write_file(directory_ + "/crl.pem", text, files::for_all_to_read);
        return written && deliver ? deliver(text) : written;
    });
}

Or<void> Authority::prolong(const std::string& root_key_file, UtcMs now) {
    const auto root_key = key_of(root_key_file, root_.get());
    if (!root_key) {
        return tl::unexpected(root_key.error());
    }
    const auto until = std::min<UtcMs>(now + issuing_lasts, tls::time_of(X509_get0_notAfter(root_.get())));
    const Issuer issuer{root_.get(), root_key->get()};
    auto made = make_certificate(
        {Kind::issuing, tls::common_name(X509_get_subject_name(issuing_.get())), now - begins_before, until, {}},
        issuing_key_.get(), &issuer);
    if (!made) {
        return tl::unexpected(made.error());
    }
    issuing_ = std::move(*made);
    return files::write_file(directory_ + "/issuing.crt", tls::pem_of(issuing_.get()), files::for_all_to_read);
}

Or<std::vector<Entry>> Authority::list(UtcMs now) {
    auto entries = register_.all();
    if (entries) {
        std::ranges::sort(*entries, {}, [now](const Entry& entry) {
            return std::tuple(rank(entry, now), entry.until, entry.name, entry.serial);
        });
    }
    return entries;
}

}  // namespace magpie::collector::ca
