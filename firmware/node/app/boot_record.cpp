#include "firmware/node/app/boot_record.hpp"

#include <array>
#include <bit>

#include "firmware/node/app/image.hpp"
#include "firmware/node/app/two_pages.hpp"
#include "firmware/node/hal/layout.hpp"

namespace magpie::node {

namespace {

using Bytes = std::array<std::uint8_t, sizeof(BootRecord)>;

bool is_valid(const BootRecord& record) {
    return record.confirmed <= 1 && (record.trial == no_slot || record.trial == 1 - record.confirmed);
}

}  // namespace

BootRecord read_boot_record(const hal::Flash& flash) {
    const auto copy = newest_copy(flash, layout::boot_record, sizeof(BootRecord));
    if (copy.empty()) {
        return {};
    }
    const auto record = std::bit_cast<BootRecord>(Bytes{copy[0], copy[1], copy[2], copy[3]});
    return is_valid(record) ? record : BootRecord{};
}

bool write_boot_record(hal::Flash& flash, const BootRecord& record) {
    return write_copy(flash, layout::boot_record, std::bit_cast<Bytes>(record));
}

std::uint8_t slot_to_start(hal::Flash& flash) {
    auto record = read_boot_record(flash);
    if (record.trial != no_slot) {
        const auto trial = record.trial;
        if (record.attempts > 0 && has_vector_table(flash, trial)) {
            --record.attempts;
            if (write_boot_record(flash, record)) {
                return trial;
            }
        } else {
            // Should flash not take it, the next start comes here again.
            (void)write_boot_record(flash, {.confirmed = record.confirmed, .fell_back = 1});
        }
    }
    const auto other = static_cast<std::uint8_t>(1 - record.confirmed);
    const bool is_lost = !has_vector_table(flash, record.confirmed) && has_vector_table(flash, other);
    return is_lost ? other : record.confirmed;
}

}  // namespace magpie::node
